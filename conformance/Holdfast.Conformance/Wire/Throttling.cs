using System.Globalization;

namespace Holdfast.Conformance.Wire;

/// <summary>
/// An answer that refuses a request for now and asks for it again later: 429 (RFC 6585, 4), or 503 with <c>Retry-After</c> (RFC 9110,
/// 15.6.4 and 10.2.3). It says nothing about the result of the request, so it is not judged.
/// </summary>
internal static class Throttling
{
    /// <summary>How long is waited where a 429 does not say: the time that most servers with a limit for each second need.</summary>
    private static readonly TimeSpan Unsaid = TimeSpan.FromSeconds(1);

    /// <summary>A run never waits longer, whatever the server requests.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait before the request is sent again; <see langword="null"/> when the answer asks for no repetition.</summary>
    public static TimeSpan? Wait(Exchange answer, TimeProvider time)
    {
        if (!answer.AsksToWait)
        {
            return null;
        }

        var wait = RetryAfter(answer["Retry-After"], time) ?? Unsaid;
        return wait < Longest ? wait : Longest;
    }

    private static TimeSpan? RetryAfter(string? value, TimeProvider time)
    {
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        var isDate = DateTimeOffset.TryParseExact(value, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date);
        return !isDate ? null : date > time.GetUtcNow() ? date - time.GetUtcNow() : TimeSpan.Zero;
    }
}
