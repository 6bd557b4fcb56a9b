using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Protocol.Tus;

/// <summary>
/// The value of <c>Upload-Checksum</c> (tus 1.0.0, Checksum: the algorithm, one space, the Base64 of the digest).
/// </summary>
/// <param name="Algorithm">The algorithm's name as received; it may be unknown.</param>
/// <param name="Digest">The expected digest of the body.</param>
public sealed record UploadChecksum(string Algorithm, ReadOnlyMemory<byte> Digest)
{
    /// <summary>Reads a header value; false when it breaks the grammar. .NET accepts spaces inside Base64, the grammar doesn't.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out UploadChecksum? checksum)
    {
        var parts = text.Split(' ');
        var valid = parts is [{ Length: > 0 }, { Length: > 0 } digest] && Base64.IsValid(digest) && !digest.Any(char.IsWhiteSpace);
        checksum = valid ? new UploadChecksum(parts[0], Convert.FromBase64String(parts[1])) : null;
        return valid;
    }
}
