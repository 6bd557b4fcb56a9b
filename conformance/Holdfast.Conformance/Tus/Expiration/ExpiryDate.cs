using System.Globalization;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Expiration;

/// <summary>The date in <c>Upload-Expires</c>.</summary>
internal static class ExpiryDate
{
    public const string Field = "Upload-Expires";

    /// <summary>
    /// An IMF-fixdate byte for byte, with the right day of the week, or <see langword="null"/>. RFC 9110, 5.6.7: the one form that
    /// may be generated.
    /// </summary>
    public static DateTimeOffset? Read(string? value) =>
        DateTimeOffset.TryParseExact(value, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
        && date.ToString("R", CultureInfo.InvariantCulture) == value ? date : null;

    /// <summary>
    /// Judges the form of the date on <paramref name="answer"/>; returns the date, or <see langword="null"/> when there is none.
    /// </summary>
    public static DateTimeOffset? Judged(TusCase t, string subject, Exchange answer, params IReadOnlyList<string> requirements)
    {
        if (answer[Field] is not { } value)
        {
            t.Checks.Observe($"Upload-Expires of {subject}", "absent", requirements);
            return null;
        }

        var date = Read(value);
        t.Checks.Judge($"Upload-Expires of {subject}", "an IMF-fixdate", $"'{value}'", date is not null, requirements);
        return date;
    }

    /// <summary>
    /// The upload's remaining lifetime by the server's clock; <see langword="null"/> if it does not expire or the server does not say.
    /// </summary>
    public static TimeSpan? Lifetime(Exchange answer) => Read(answer[Field]) - Read(answer["Date"]);
}
