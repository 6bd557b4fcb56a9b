using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Server.Stores.FileStore;

/// <summary>Reads and writes <c>ID.info</c> files in one directory.</summary>
internal sealed class InfoFiles(string directory, StoreFiles files)
{
    /// <summary>The file's name is the upload's id and this ending.</summary>
    public const string Ending = ".info";

    public string PathOf(string id) => Path.Combine(directory, id + Ending);

    /// <summary>The ids of all uploads in the directory.</summary>
    public IEnumerable<string> Ids() =>
        files.Calls.Names(directory).Where(name => name.EndsWith(Ending, StringComparison.Ordinal))
            .Select(name => name[..^Ending.Length]).Where(UploadId.IsSafe);

    /// <summary>
    /// Creates a new upload's file. One call writes it: a crash before that leaves it empty, and then there is no upload; no client has its
    /// URL yet.
    /// </summary>
    /// <returns>False when the file exists already.</returns>
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

    /// <summary>Replaces the former file in one step: a reader, also after a crash, gets one of the two completely.</summary>
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

    /// <summary>Reads the file; null when it doesn't exist.</summary>
    /// <param name="id">The upload's id.</param>
    /// <param name="isEmpty">Whether there is a file in which nothing is written, or not yet.</param>
    /// <exception cref="JsonException">The file doesn't describe an upload; it may be empty.</exception>
    public TusdInfo? Read(string id, out bool isEmpty)
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
        return TusdInfo.Parse(read);
    }

    /// <summary>What a description says of an upload's place.</summary>
    public Dictionary<string, string> StorageOf(string id, string dataPath) =>
        new() { ["Type"] = "filestore", [StoragePaths.PathKey] = dataPath, ["InfoPath"] = PathOf(id) };

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
        files.Calls.Write(file, TusdInfo.Of(upload, StorageOf(upload.Id, dataPath)).ToJson(), 0);
        files.Sync(file);
    }
}
