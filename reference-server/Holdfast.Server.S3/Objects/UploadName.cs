using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Server.S3.Objects;

/// <summary>An upload's id as in tusd's S3 store: the object's own id, a plus sign, and the id of the multipart upload.</summary>
/// <param name="ObjectId">The part of the id that the keys contain.</param>
/// <param name="MultipartId">The multipart upload on S3.</param>
internal sealed record UploadName(string ObjectId, string MultipartId)
{
    // S3's keys have at most 1,024 bytes.
    private const int MaxLength = 900;

    public override string ToString() => $"{ObjectId}+{MultipartId}";

    /// <summary>Splits an id at its last plus sign; false for an id that no upload can have.</summary>
    public static bool TryParse(string id, [NotNullWhen(true)] out UploadName? name)
    {
        var plus = id.LastIndexOf('+');
        name = plus > 0 && plus < id.Length - 1 && IsSafe(id[..plus]) ? new UploadName(id[..plus], id[(plus + 1)..]) : null;
        return name is not null;
    }

    /// <summary>An object id that stays below the prefix: clients normalise '..' in URLs.</summary>
    public static bool IsSafe(string objectId) =>
        objectId.Length <= MaxLength && !objectId.Any(char.IsControl)
        && objectId.Split('/').All(segment => segment is not ("" or "." or ".."));

    /// <summary>The object id is one that the server makes up: 32 hexadecimal digits. Nothing else in a bucket is called so.</summary>
    public static bool IsOwn(string objectId) => objectId.Length == 32 && objectId.All(char.IsAsciiHexDigitLower);
}
