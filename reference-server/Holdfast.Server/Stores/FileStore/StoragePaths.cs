namespace Holdfast.Server.Stores.FileStore;

/// <summary>
/// Where an upload's bytes are when they aren't at the usual place, because a hook of tusd chose another (tusd: <c>Storage.Path</c>).
/// </summary>
internal sealed class StoragePaths(string directory, IReadOnlyList<string> others)
{
    /// <summary>The member of a description's Storage that has the path.</summary>
    public const string PathKey = "Path";

    private readonly string[] _roots =
        [.. others.Prepend(directory).Select(root => Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)))];

    /// <summary>The file that a description names; null when it names the usual one.</summary>
    public string? Resolve(string id, TusdInfo info)
    {
        if (info.Storage?.GetValueOrDefault(PathKey) is not { Length: > 0 } path)
        {
            return null;
        }

        var inside = Inside(id, path, info.Storage.GetValueOrDefault("InfoPath") ?? "");
        return inside == id ? null : Path.GetFullPath(inside, directory);
    }

    /// <summary>False for a file outside of every directory that uploads may use, and for one that describes or locks an upload.</summary>
    public bool MayHoldData(string file) => _roots.Any(root => IsBelow(root, file)) && !UploadId.IsSideFile(file);

    // tusd keeps the description at DIRECTORY/ID.info, whatever a hook chose. The part before it is the directory's path at that time; the
    // directory may have been moved since, or the path may be relative to another process's working directory.
    private static string Inside(string id, string path, string infoPath)
    {
        var home =
            infoPath.EndsWith(id + InfoFiles.Ending, StringComparison.Ordinal) ? infoPath[..^(id.Length + InfoFiles.Ending.Length)] : "";
        return path.StartsWith(home, StringComparison.Ordinal) ? path[home.Length..] : path;
    }

    private static bool IsBelow(string root, string file) =>
        file.StartsWith(Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
