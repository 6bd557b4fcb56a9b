using System.Text;
using System.Text.Json;
using Holdfast.Protocol.Tus;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Server;

/// <summary>Reads and writes <c>ID.info</c> files in one directory.</summary>
internal sealed class InfoFiles(string directory, StoreFiles files)
{
    /// <summary>What follows the upload's id in the file's name.</summary>
    public const string Ending = ".info";

    public string PathOf(string id) => Path.Combine(directory, id + Ending);

    /// <summary>The ids of all uploads in the directory.</summary>
    public IEnumerable<string> Ids() =>
        files.Calls.Names(directory).Where(name => name.EndsWith(Ending, StringComparison.Ordinal))
            .Select(name => name[..^Ending.Length]).Where(UploadId.IsSafe);

    /// <summary>
    /// Makes a new upload's file. It counts once it is written, which one call does: a crash before that leaves it empty, and then there
    /// is no upload; its name has not been told to anybody.
    /// </summary>
    /// <returns>False when there is such a file already.</returns>
    public bool TryCreate(UploadInfo upload, string dataPath)
    {
        var path = PathOf(upload.Id);
        using var file = files.TryCreate(path);
        if (file is null)
        {
            return false;
        }

        var isWritten = false;
        try
        {
            Write(file, upload, dataPath);
            files.SyncNames(Path.GetDirectoryName(path)!);
            return isWritten = true;
        }
        finally
        {
            RemoveUnless(isWritten, path);
        }
    }

    /// <summary>Takes the place of the former file in one step: whoever reads, also after a crash, gets one of them whole.</summary>
    public void Replace(UploadInfo upload, string dataPath)
    {
        var temporary = Path.Combine(directory, upload.Id + ".tmp");
        var isMoved = false;
        try
        {
            using (var file = files.Create(temporary))
            {
                Write(file, upload, dataPath);
            }

            files.Calls.Move(temporary, PathOf(upload.Id));
            isMoved = true;
            files.SyncNames(directory);
        }
        finally
        {
            RemoveUnless(isMoved, temporary);
        }
    }

    /// <summary>What the file says; null when there is none.</summary>
    /// <param name="id">The upload's id.</param>
    /// <param name="isEmpty">Whether there is a file in which nothing is written, or not yet.</param>
    /// <exception cref="JsonException">The file doesn't describe an upload; it may be empty.</exception>
    public InfoFile? Read(string id, out bool isEmpty)
    {
        isEmpty = false;
        using var file = files.Calls.TryOpen(PathOf(id), FileAccess.Read);
        if (file is null)
        {
            return null;
        }

        var json = new byte[files.Calls.LengthOf(file)];
        var read = json.AsSpan(0, files.Calls.Read(file, json, 0));
        isEmpty = read.IsEmpty;
        var info = JsonSerializer.Deserialize(read, InfoFileJson.Default.InfoFile);
        return info is { Size: >= 0, Offset: >= 0 } ? info : throw new JsonException("It is null, or a size in it is negative.");
    }

    /// <summary>What a description means; the offset is the data file's affair.</summary>
    public static UploadInfo Describe(string id, InfoFile file) => new()
    {
        Id = id,
        Length = file.SizeIsDeferred ? null : file.Size,
        Offset = file.Offset,
        Metadata = file.RawMetadata ?? Encode(file.MetaData),
        IsPartial = file.IsPartial,
        IsFinal = file.IsFinal,
        PartialUploads = file.PartialUploads ?? [],
        Concat = file.RawConcat,
        Completion = file.Completion,
        ReprDigest = file.ReprDigest,
        WantReprDigest = file.WantReprDigest,
        Exchange = file.Exchange,
    };

    private void RemoveUnless(bool isKept, string path)
    {
        if (!isKept)
        {
            files.Calls.Delete(path);
        }
    }

    // A few hundred bytes into the page cache, in one call: an asynchronous one would cost a change of threads, and take longer.
    private void Write(SafeFileHandle file, UploadInfo upload, string dataPath)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(ToFile(upload, dataPath, PathOf(upload.Id)), InfoFileJson.Default.InfoFile);
        files.Calls.Write(file, json, 0);
        files.Sync(file);
    }

    private static InfoFile ToFile(UploadInfo upload, string dataPath, string infoPath) => new()
    {
        Id = upload.Id,
        Size = upload.Length ?? 0,
        SizeIsDeferred = upload.Length is null,
        Offset = upload.Completion == UploadCompletion.ByLength ? 0 : upload.Offset,
        MetaData = Decode(upload.Metadata),
        IsPartial = upload.IsPartial,
        IsFinal = upload.IsFinal,
        PartialUploads = upload.PartialUploads.Count > 0 ? upload.PartialUploads : null,
        Storage = new() { ["Type"] = "filestore", ["Path"] = dataPath, ["InfoPath"] = infoPath },
        RawMetadata = upload.Metadata,
        RawConcat = upload.Concat,
        Completion = upload.Completion,
        ReprDigest = upload.ReprDigest,
        WantReprDigest = upload.WantReprDigest,
        Exchange = upload.Exchange,
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
