using System.Globalization;
using System.Text;
using Holdfast.Client.Exchanges;

namespace Holdfast.Client.Uploads;

/// <summary>What status codes mean for an upload that failed.</summary>
internal static class Statuses
{
    /// <summary>
    /// Whether another attempt can succeed: the server failed (5xx), another request holds the upload or the offset was wrong (409, 423),
    /// the request was too slow, early or frequent (408, 425, 429), or its content was damaged on the way (tus: 460).
    /// </summary>
    public static bool IsTransient(int status) => status is 408 or 409 or 423 or 425 or 429 or 460 or (>= 500 and not (501 or 505));

    /// <summary>A failed attempt that ended with this reply.</summary>
    public static Step.Failed Failed(string action, Reply reply, TimeProvider time) => new(Problem(action, reply), reply.Response)
    {
        RetryAfter = RetryAfter.Of(reply.Response, time),
    };

    /// <summary>What happened, without an end of the sentence.</summary>
    public static string Problem(string action, Reply reply) => reply.Response is { } response
        ? string.Create(CultureInfo.InvariantCulture, $"{action} was answered with {response.Status}{Excerpt(response)}")
        : $"{action} got no response: {reply.Problem}";

    // What servers say in a body is meant for people, and rarely longer than a line.
    private static string Excerpt(UploadResponse response)
    {
        var text = Encoding.UTF8.GetString(response.Body.Span[..Math.Min(response.Body.Length, 200)]);
        var line = new string([.. text.Select(character => char.IsControl(character) ? ' ' : character)]).Trim();
        return line.Length == 0 ? "" : $" ('{line}')";
    }
}
