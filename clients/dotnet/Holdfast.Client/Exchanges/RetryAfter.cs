using System.Globalization;

namespace Holdfast.Client.Exchanges;

/// <summary>The field Retry-After (RFC 9110, 10.2.3): seconds or a date.</summary>
internal static class RetryAfter
{
    /// <summary>The time to wait; null when the field is missing or says nothing.</summary>
    public static TimeSpan? Of(UploadResponse? response, TimeProvider time)
    {
        if (response?["Retry-After"] is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue));
        }

        return HttpDate.Parse(text) is { } date ? Max(date - time.GetUtcNow(), TimeSpan.Zero) : null;
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
