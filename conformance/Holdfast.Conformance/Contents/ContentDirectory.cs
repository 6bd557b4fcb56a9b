using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Contents;

/// <summary>
/// The directory in which a server keeps the content of its uploads, for servers that do not let it be read. How files are named is the
/// server's own business: a file is an upload's when its name is the id, or when its path has the id in it and its length is the upload's.
/// </summary>
internal sealed class ContentDirectory(string path)
{
    /// <summary>Looks for the content of the upload at <paramref name="url"/>.</summary>
    /// <param name="url">Its last segment is used as the id.</param>
    /// <param name="length">How long the content should be, in bytes.</param>
    public StoredContent Find(WireUrl url, long length)
    {
        var id = Id(url);
        if (id.Length == 0)
        {
            return Nothing($"the URL '{url}' has no last segment to use as a file name");
        }

        try
        {
            return Find(id, length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Nothing($"'{path}' cannot be read: {exception.Message}");
        }
    }

    private StoredContent Find(string id, long length)
    {
        var candidates = new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => Name(file).Contains(id, StringComparison.Ordinal)).ToList();
        var exact = candidates.FindAll(file => file.Name == id);
        var found = exact.Count > 0 ? exact : candidates.FindAll(file => file.Length == length);
        return found switch
        {
            [var file] => new StoredContent(Name(file), Read(file), null),
            [] => Nothing($"'{path}' has no file named '{id}', and none of {length} bytes with '{id}' in its path"),
            _ => Nothing($"'{path}' has several files that could be it: "
                + $"{string.Join(", ", found.Select(file => $"'{Name(file)}'").Order(StringComparer.Ordinal))}"),
        };
    }

    private string Name(FileInfo file) => Path.GetRelativePath(path, file.FullName).Replace('\\', '/');

    // Without the query, which may be a signature; decoded, since a file's name is.
    private static string Id(WireUrl url) => Uri.UnescapeDataString(url.Target.Split('?')[0].TrimEnd('/').Split('/')[^1]);

    // The server may have the file open and write to it; its present content is read.
    private static byte[] Read(FileInfo file)
    {
        using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static StoredContent Nothing(string whyNot) => new(null, default, whyNot);
}
