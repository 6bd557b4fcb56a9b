using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Protocol.Tus;

/// <summary>
/// The value of <c>Upload-Concat</c> (tus 1.0.0, Concatenation: <c>partial</c>, or <c>final;</c> and the parts' URLs, joined by spaces).
/// </summary>
public sealed class UploadConcat
{
    private const string Partial = "partial";
    private const string Final = "final;";

    private UploadConcat(string text, IReadOnlyList<string> parts)
    {
        Text = text;
        Parts = parts;
    }

    /// <summary>The header's value as received: HEAD has to repeat it.</summary>
    public string Text { get; }

    /// <summary>The parts' URLs as written, in order; empty for a partial upload.</summary>
    public IReadOnlyList<string> Parts { get; }

    /// <summary>The upload is concatenated from others.</summary>
    public bool IsFinal => Parts.Count > 0;

    /// <summary>
    /// Reads a header value; false when it is neither word, when it names no part, or when a URL has a character that no URL can have (RFC
    /// 3986, 2), because HEAD has to repeat it. Repeated spaces are accepted.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out UploadConcat? concat)
    {
        string[] parts = text.StartsWith(Final, StringComparison.Ordinal)
            ? text[Final.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : [];
        var isFinal = parts.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
        concat = text == Partial || isFinal ? new UploadConcat(text, parts) : null;
        return concat is not null;
    }
}
