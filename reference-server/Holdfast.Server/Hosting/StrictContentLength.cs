using System.Text;

namespace Holdfast.Server.Hosting;

/// <summary>
/// Makes Kestrel refuse a Content-Length with a sign. RFC 9110, 8.6: it is digits only. Kestrel's parser takes <c>+5</c> for 5, while a
/// proxy in front may take it for something else (RFC 9112, 11.2). The encoding of a header is the one place where the host shows its
/// bytes, so this one decodes digits and turns every other character into one that is not a digit.
/// </summary>
internal sealed class StrictContentLength : Encoding
{
    private const char NoDigit = 'x';

    public static readonly StrictContentLength Instance = new();

    private StrictContentLength()
    {
    }

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    // Kestrel's buffer has room for one digit more than a length can have; a longer value is refused because of that digit.
    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        var count = Math.Min(bytes.Length, chars.Length);
        for (var at = 0; at < count; at++)
        {
            chars[at] = char.IsAsciiDigit((char)bytes[at]) ? (char)bytes[at] : NoDigit;
        }

        return count;
    }

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => charCount;
}
