using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Server;

/// <summary>
/// Uploads as files, laid out as tusd v2 does: the bytes in <c>ID</c>, everything else in <c>ID.info</c>, and the data file's length
/// is the offset. An upload that tusd began in the same directory goes on here, and the other way round.
/// </summary>
/// <remarks>
/// Acknowledged bytes are with the operating system: they survive the process, and with <see cref="FileStoreOptions.SyncToDisk"/> a
/// power loss too.
/// </remarks>
public sealed class FileUploadStore : ITerminatingStore, IServingStore
{
    private readonly string _directory;
    private readonly StoreFiles _files;
    private readonly InfoFiles _infos;

    /// <summary>Keeps uploads in <paramref name="directory"/>, which is made when it is missing.</summary>
    public FileUploadStore(string directory, FileStoreOptions? options = null)
    {
        _files = new StoreFiles(options ?? new FileStoreOptions());
        _directory = _files.MakeDirectory(directory);
        _infos = new InfoFiles(_directory, _files);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> CreateAsync(UploadInfo upload, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(UploadId.IsSafe(upload.Id), false);
        var path = DataPath(upload.Id);
        if (File.Exists(_infos.PathOf(upload.Id)) || !TryCreateFile(path))
        {
            return false;
        }

        // The upload exists once its info file does; a crash before that leaves an empty file that nobody can name.
        await _infos.WriteAsync(upload, path, cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken)
    {
        if (!UploadId.IsSafe(id) || await _infos.ReadAsync(id, cancellationToken) is not { } upload)
        {
            return null;
        }

        var data = new FileInfo(DataPath(id));
        return data.Exists ? upload with { Offset = data.Length } : null;
    }

    /// <inheritdoc/>
    public async ValueTask<long> AppendAsync(string id, long offset, PipeReader body, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(DataPath(id), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        var position = offset;
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            foreach (var block in read.Buffer)
            {
                position += Write(file, block, position);
            }

            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                _files.Sync(file);
                return position - offset;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask TerminateAsync(string id, CancellationToken cancellationToken)
    {
        // File.Delete takes a file that is gone already without complaint.
        File.Delete(DataPath(id));
        File.Delete(_infos.PathOf(id));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller owns the stream.")]
    public ValueTask<Stream?> OpenReadAsync(UploadInfo upload, CancellationToken cancellationToken)
    {
        var path = DataPath(upload.Id);
        return ValueTask.FromResult<Stream?>(File.Exists(path) ? new PrefixStream(path, upload.Offset) : null);
    }

    private bool TryCreateFile(string path)
    {
        try
        {
            _files.Open(path, FileMode.CreateNew).Dispose();
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    // Written at once and in place: nothing that arrived waits in a buffer of ours. The call is a copy into the page cache;
    // asynchronous file writes would only move the same copy to another thread of the pool.
    private static int Write(SafeFileHandle file, ReadOnlyMemory<byte> block, long position)
    {
        RandomAccess.Write(file, block.Span, position);
        return block.Length;
    }

    private string DataPath(string id) => Path.Combine(_directory, id);
}
