using System.Buffers;
using System.Security.Cryptography;

namespace Holdfast.Server.Stores;

/// <summary>The ids that may become file names.</summary>
internal static class UploadId
{
    // tusd's ids are 32 hexadecimal digits. Its pre-create hooks may choose others, of unreserved characters, sub-delimiters, ':' and '@'
    // (RFC 3986, 3.3), in segments. '%', which means different things in a file name and in a URL, is refused, and on Windows the
    // characters that have a meaning there.
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.+=@~" + (OperatingSystem.IsWindows() ? "" : "!$'()*,;:"));

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    // The endings of files beside an upload in a tusd directory (tusd file store and file locker), and of our own temporary files.
    private static readonly string[] SideFiles = [".info", ".lock", ".stop", ".tmp", ".aside"];

    // File systems stop at 255 bytes a name, and a side file's ending has to fit too.
    private const int MaxSegment = 200;

    // PATH_MAX is 4,096 on Linux and 1,024 on macOS, for the directory and the id together.
    private const int MaxLength = 800;

    /// <summary>A new id: 128 random bits, so that no client can guess another's upload, in tusd's form.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>True when the name has the form that <see cref="New"/> makes, which no other program gives to a file.</summary>
    public static bool IsNew(string id) => id.Length == 32 && !id.AsSpan().ContainsAnyExcept(HexDigits);

    /// <summary>False for whatever could leave the directory or name a side file. Slashes lead to directories below it.</summary>
    public static bool IsSafe(string id)
    {
        if (id.Length is 0 or > MaxLength)
        {
            return false;
        }

        foreach (var segment in id.AsSpan().Split('/'))
        {
            if (!IsSafeSegment(id.AsSpan(segment)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The name is that of a file which belongs to an upload of another name.</summary>
    public static bool IsSideFile(ReadOnlySpan<char> name)
    {
        foreach (var ending in SideFiles)
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    // No '.' in front: neither '..' nor a hidden file.
    private static bool IsSafeSegment(ReadOnlySpan<char> segment) =>
        segment.Length is > 0 and <= MaxSegment && segment[0] != '.' && !segment.ContainsAnyExcept(Allowed) && !IsSideFile(segment);
}
