using System.Globalization;

namespace Holdfast.Client.Exchanges;

/// <summary>The date format of HTTP (RFC 9110, 5.6.7).</summary>
internal static class HttpDate
{
    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
}
