using System.Text;
using System.Text.Json;
using Holdfast.Protocol.Tus;

namespace Holdfast.Server;

/// <summary>Reads and writes <c>ID.info</c> files in one directory.</summary>
internal sealed class InfoFiles(string directory, StoreFiles files)
{
    public string PathOf(string id) => Path.Combine(directory, id + ".info");

    /// <summary>The ids of all uploads in the directory.</summary>
    public IEnumerable<string> Ids() =>
        Directory.EnumerateFiles(directory, "*.info").Select(path => Path.GetFileNameWithoutExtension(path)).Where(UploadId.IsSafe);

    /// <summary>Writes the whole file under another name first, so that a crash leaves no half of it.</summary>
    public Task WriteAsync(UploadInfo upload, string dataPath, CancellationToken cancellationToken)
    {
        var path = PathOf(upload.Id);
        var temporary = Path.Combine(directory, upload.Id + ".tmp");
        var json = JsonSerializer.SerializeToUtf8Bytes(ToFile(upload, dataPath, path), InfoFileJson.Default.InfoFile);
        using (var file = files.Open(temporary, FileMode.Create))
        {
            // A few hundred bytes into the page cache: an asynchronous call would cost a change of threads, and take longer.
            RandomAccess.Write(file, json, 0);
            files.Sync(file);
        }

        File.Move(temporary, path, overwrite: true);
        files.SyncNames(directory);
        return Task.CompletedTask;
    }

    public Task<UploadInfo?> ReadAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Read(id));

    private UploadInfo? Read(string id)
    {
        try
        {
            var file = JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(id)), InfoFileJson.Default.InfoFile);
            return file is null ? null : FromFile(id, file);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static InfoFile ToFile(UploadInfo upload, string dataPath, string infoPath) => new()
    {
        Id = upload.Id,
        Size = upload.Length ?? 0,
        SizeIsDeferred = upload.Length is null,
        MetaData = Decode(upload.Metadata),
        IsPartial = upload.IsPartial,
        IsFinal = upload.IsFinal,
        PartialUploads = upload.PartialUploads.Count > 0 ? upload.PartialUploads : null,
        Storage = new() { ["Type"] = "filestore", ["Path"] = dataPath, ["InfoPath"] = infoPath },
        RawMetadata = upload.Metadata,
        RawConcat = upload.Concat,
    };

    private static UploadInfo FromFile(string id, InfoFile file) => new()
    {
        Id = id,
        Length = file.SizeIsDeferred ? null : file.Size,
        Metadata = file.RawMetadata ?? Encode(file.MetaData),
        IsPartial = file.IsPartial,
        IsFinal = file.IsFinal,
        PartialUploads = file.PartialUploads ?? [],
        Concat = file.RawConcat,
    };

    // tusd keeps values as text, so one that isn't UTF-8 is exact in RawMetadata only.
    private static Dictionary<string, string> Decode(string? header) =>
        header is not null && UploadMetadata.TryParse(header, out var metadata)
            ? metadata.Pairs.ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value.Span), StringComparer.Ordinal)
            : [];

    // An upload that tusd began has no RawMetadata: the header is made anew, sorted, so that it is the same at each HEAD.
    private static string? Encode(Dictionary<string, string>? pairs) => pairs is null or { Count: 0 }
        ? null
        : string.Join(',', pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Value))}"));
}
