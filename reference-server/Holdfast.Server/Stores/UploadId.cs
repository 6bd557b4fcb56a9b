using System.Buffers;
using System.Security.Cryptography;

namespace Holdfast.Server;

/// <summary>The ids that may become file names.</summary>
internal static class UploadId
{
    // tusd's ids are 32 hexadecimal digits; hooks there may choose others, so the usual unreserved characters pass too.
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.+=@~");

    // What stands beside an upload in a tusd directory (tusd file store and file locker), and our own temporary files.
    private static readonly string[] SideFiles = [".info", ".lock", ".stop", ".tmp", ".aside"];

    // File systems stop at 255 bytes a name, and a side file's ending has to fit too.
    private const int MaxLength = 200;

    /// <summary>A new id: 128 random bits, so that nobody guesses another's upload, as tusd writes them.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>False for whatever could leave the directory or name a side file.</summary>
    public static bool IsSafe(string id) =>
        id.Length is > 0 and <= MaxLength
        && id[0] != '.'
        && !id.AsSpan().ContainsAnyExcept(Allowed)
        && !SideFiles.Any(ending => id.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
