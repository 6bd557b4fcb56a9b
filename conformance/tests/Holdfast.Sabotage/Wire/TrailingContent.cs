using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage;

/// <summary>Content, or a field that announces some, behind an answer that must have none: Kestrel sends neither, so a reader in front does.</summary>
internal static class ContentBehind
{
    private const string Mark = "Sabotage-Content";

    /// <summary>Puts content behind the answers that are marked so.</summary>
    public static Front Front { get; } = new(Answer: (_, answer) => Rewritten(answer, (head, rest) => $"{head}gone?{rest}"));

    /// <summary>Puts a Content-Length into the answers that are marked so.</summary>
    public static Front Length { get; } = new(Answer: (_, answer) => Rewritten(answer, (head, rest) => $"{head[..^2]}Content-Length: 0\r\n\r\n{rest}"));

    /// <summary>Marks the answer to a request.</summary>
    public static void Follow(HttpContext context) => context.Response.Headers[Mark] = "1";

    private static string Rewritten(string answer, Func<string, string, string> write)
    {
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        return end < 4 || !answer.Contains(Mark, StringComparison.Ordinal) ? answer
            : write(answer[..end].Replace($"{Mark}: 1\r\n", "", StringComparison.Ordinal), answer[end..]);
    }
}
