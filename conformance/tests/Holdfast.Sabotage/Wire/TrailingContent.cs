using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Wire;

/// <summary>
/// Adds content, or a Content-Length, to answers that must have neither. Kestrel refuses to send them, so the
/// <see cref="RewritingProxy"/> adds them.
/// </summary>
internal static class TrailingContent
{
    private const string Marker = "Sabotage-Content";

    /// <summary>Adds content to each marked answer.</summary>
    public static WireRewrite Content { get; } = new(Answer: (_, answer) => Rewritten(answer, (head, rest) => $"{head}gone?{rest}"));

    /// <summary>Adds <c>Content-Length: 0</c> to each marked answer.</summary>
    public static WireRewrite ContentLength { get; } =
        new(Answer: (_, answer) => Rewritten(answer, (head, rest) => $"{head[..^2]}Content-Length: 0\r\n\r\n{rest}"));

    /// <summary>Marks the answer to a request, so that the proxy rewrites it.</summary>
    public static void Mark(HttpContext context) => context.Response.Headers[Marker] = "1";

    private static string Rewritten(string answer, Func<string, string, string> write)
    {
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        return end < 4 || !answer.Contains(Marker, StringComparison.Ordinal) ? answer
            : write(answer[..end].Replace($"{Marker}: 1\r\n", "", StringComparison.Ordinal), answer[end..]);
    }
}
