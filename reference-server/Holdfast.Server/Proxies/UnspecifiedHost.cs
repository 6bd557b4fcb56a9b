using System.Text;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Proxies;

/// <summary>
/// Makes Kestrel take the host <c>[::]</c>. A client names it when it was given the address of a listener on all addresses, and it reaches
/// the machine itself. Kestrel accepts <c>[::1]</c> for the shortest address of IPv6 and refuses this one with 400; in another spelling of
/// the same address (RFC 4291, 2.2) it doesn't.
/// </summary>
internal sealed class UnspecifiedHost : Encoding
{
    public static readonly UnspecifiedHost Instance = new();

    private const string Respelled = "[0::]";

    private UnspecifiedHost()
    {
    }

    private static ReadOnlySpan<byte> Short => "[::]"u8;

    /// <summary>
    /// A host as the client spelled it, for the URLs of uploads. The request itself keeps Kestrel's: it compares the connection's next
    /// request with that, and would reuse the client's spelling without calling this encoding.
    /// </summary>
    public static HostString AsSent(HostString host) => host.Value?.StartsWith(Respelled, StringComparison.Ordinal) == true
        ? new HostString($"[::]{host.Value[Respelled.Length..]}")
        : host;

    public override int GetCharCount(ReadOnlySpan<byte> bytes) => bytes.Length + (bytes.StartsWith(Short) ? 1 : 0);

    public override int GetCharCount(byte[] bytes, int index, int count) => GetCharCount(bytes.AsSpan(index, count));

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        if (!bytes.StartsWith(Short))
        {
            return Latin1.GetChars(bytes, chars);
        }

        Respelled.CopyTo(chars);
        return Short.Length + 1 + Latin1.GetChars(bytes[Short.Length..], chars[(Short.Length + 1)..]);
    }

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override int GetMaxCharCount(int byteCount) => byteCount + 1;

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => charCount;
}
