namespace Holdfast.Sabotage.Wire;

/// <summary>
/// Rewrites the bytes between client and server, for defects that the server's own host (Kestrel) would prevent. Each character of a text
/// is one byte (ISO 8859-1).
/// </summary>
/// <param name="Request">Rewrites the head of the first request of a connection, and the bytes that arrived with it.</param>
/// <param name="Answer">Rewrites each block that the server sends; its first argument is the first request.</param>
internal sealed record WireRewrite(Func<string, string>? Request = null, Func<string, string, string>? Answer = null)
{
    /// <summary>Rewrites the head of the request only.</summary>
    public static WireRewrite OfHead(Func<string, string> rewrite) => new(bytes =>
    {
        var end = bytes.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end < 0 ? rewrite(bytes) : rewrite(bytes[..(end + 4)]) + bytes[(end + 4)..];
    });
}
