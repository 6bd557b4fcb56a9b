using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.States;

/// <summary>
/// Judges responses that have no content, to HEAD and with 204, by their framing and by what comes after them on the connection (RFC 9110,
/// 8.6, 9.3.2 and 15.3.5; RFC 9112, 6.1).
/// </summary>
internal sealed class EmptyAnswers(StateRules rules, string requirement)
{
    private static readonly string[] Framing = ["Content-Length", "Transfer-Encoding"];

    /// <param name="name">What was sent.</param>
    /// <param name="method">The method of that request.</param>
    /// <param name="answer">The response to it.</param>
    /// <param name="next">The response to the next request on the connection; <see langword="null"/> if none was sent.</param>
    public void Judge(string name, string method, Exchange answer, Exchange? next)
    {
        if (method != "HEAD" && !Is204(answer))
        {
            return;
        }

        if (Is204(answer))
        {
            var fields = Framing.Where(field => answer[field] is not null).Select(field => $"{field} '{answer[field]}'").ToList();
            rules.JudgeAs(
                "Framing of a 204", $"Framing of {name}", "no Content-Length and no Transfer-Encoding",
                fields.Count == 0 ? "neither" : string.Join(", ", fields), fields.Count == 0, requirement);
        }

        if (next is null or { Response: null, End: WireEnd.Closed or WireEnd.Reset })
        {
            rules.Observe($"Bytes after {name}", "a closed connection", requirement);
        }
        else
        {
            var rule = Is204(answer) ? "Bytes after a 204" : "Bytes after a response to HEAD";
            rules.JudgeAs(rule, $"Bytes after {name}", "the next response", next.Outcome, next.Response is not null, requirement);
        }
    }

    // A 200 that the run excuses is still one by its framing.
    private static bool Is204(Exchange answer) => answer is { Status: 204, Response.IsExcused: false };
}
