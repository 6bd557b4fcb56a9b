using System.Buffers;
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
public sealed class FileUploadStore
    : IUpdatingStore, IVerifyingStore, IConcatenatingStore, IExpiringStore, IExchangeStore
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
    public bool StoresAsItAdvances => _files.CountsWrites;

    /// <inheritdoc/>
    public ValueTask<bool> CreateAsync(UploadInfo upload, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(UploadId.IsSafe(upload.Id), false);
        return ValueTask.FromResult(TryCreate(upload, DataPath(upload.Id)));
    }

    /// <inheritdoc/>
    public ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken)
    {
        if (!UploadId.IsSafe(id) || _infos.Read(id) is not { } upload)
        {
            return ValueTask.FromResult<UploadInfo?>(null);
        }

        // Read after the description: what that acknowledges was stored before.
        var data = new FileInfo(DataPath(id));
        var isThere = data.Exists && data.Length >= Acknowledged(upload);
        return ValueTask.FromResult(isThere ? upload with { Offset = data.Length, LastChanged = data.LastWriteTimeUtc } : null);
    }

    /// <inheritdoc/>
    public async ValueTask<long> AppendAsync(string id, long offset, PipeReader body, CancellationToken cancellationToken)
    {
        using var file = OpenForAppend(id);
        var kept = await WriteAsync(file, offset, body, cancellationToken);
        _files.Sync(file);
        return kept;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The data file's length is the offset, for tusd too, so unverified bytes wait in a file of their own. A crash leaves at most
    /// that file, which nobody reads and the next body overwrites; or, in the middle of the move, a part of what was verified.
    /// </remarks>
    public async ValueTask<long> AppendVerifiedAsync(
        string id, long offset, PipeReader body, Func<bool> isSound, CancellationToken cancellationToken)
    {
        using var aside = new AsideFile(AsidePath(id), _files);
        var arrived = await WriteAsync(aside.Handle, 0, body, cancellationToken);
        if (!isSound())
        {
            return 0;
        }

        _files.Sync(aside.Handle);
        MoveVerified(aside, id, offset);
        return arrived;
    }

    /// <inheritdoc/>
    public ValueTask UpdateAsync(UploadInfo upload, CancellationToken cancellationToken)
    {
        _infos.Replace(upload, DataPath(upload.Id));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask KeepExchangeAsync(UploadInfo upload, CancellationToken cancellationToken)
    {
        _infos.Replace(upload, DataPath(upload.Id));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    /// <remarks>The parts are copied aside, then the whole takes the place of the empty data file in one step.</remarks>
    public ValueTask ConcatenateAsync(UploadInfo final, IReadOnlyList<UploadInfo> parts, CancellationToken cancellationToken)
    {
        using var aside = new AsideFile(AsidePath(final.Id), _files);
        var position = 0L;
        foreach (var part in parts)
        {
            using var source = File.OpenHandle(DataPath(part.Id));
            position += FileCopy.Copy(source, aside.Handle, position, cancellationToken);
        }

        if (position != final.Length)
        {
            throw new IOException($"The parts of upload '{final.Id}' have '{position}' bytes, '{final.Length}' were expected.");
        }

        _files.Sync(aside.Handle);
        _infos.Replace(final, DataPath(final.Id));
        aside.MoveTo(DataPath(final.Id));
        _files.SyncNames(_directory);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListAsync() => _infos.Ids().ToAsyncEnumerable();

    /// <inheritdoc/>
    public ValueTask TerminateAsync(string id, CancellationToken cancellationToken)
    {
        // File.Delete takes a file that is gone already without complaint.
        File.Delete(DataPath(id));
        File.Delete(_infos.PathOf(id));
        File.Delete(AsidePath(id));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller owns the stream.")]
    public ValueTask<Stream?> OpenReadAsync(UploadInfo upload, CancellationToken cancellationToken)
    {
        try
        {
            return ValueTask.FromResult<Stream?>(new PrefixStream(DataPath(upload.Id), upload.Offset));
        }
        catch (FileNotFoundException)
        {
            // Another request has removed the upload since it was looked up.
            return ValueTask.FromResult<Stream?>(null);
        }
    }

    // Draft, Upload Offset: an upload that has lost bytes isn't offered at a smaller offset. tus and tusd know the data file's length only.
    private static long Acknowledged(UploadInfo upload) => upload.Completion switch
    {
        UploadCompletion.ByLength => 0,
        UploadCompletion.Declared => upload.Length ?? 0,
        _ => upload.Offset,
    };

    // The info file comes last, since the upload exists once that does. Each is made new or not at all.
    private bool TryCreate(UploadInfo upload, string path)
    {
        using (var data = _files.TryCreate(path))
        {
            if (data is null)
            {
                return false;
            }
        }

        if (_infos.TryCreate(upload, path))
        {
            return true;
        }

        File.Delete(path);
        return false;
    }

    private static async Task<long> WriteAsync(SafeFileHandle file, long offset, PipeReader body, CancellationToken cancellationToken)
    {
        var position = offset;
        var spliced = body as ISplicedBody;
        spliced?.TakesPipes = true;
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            if (spliced?.Pipe is { } pipe)
            {
                pipe.MoveTo(file, position);
                position += read.Buffer.Length;
            }
            else
            {
                position = Write(file, read.Buffer, position);
            }

            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return position - offset;
            }
        }
    }

    // Written at once and in place: nothing that arrived waits in a buffer of ours. The call is a copy into the page cache;
    // asynchronous file writes would only move the same copy to another thread of the pool.
    private static long Write(SafeFileHandle file, ReadOnlySequence<byte> bytes, long position)
    {
        foreach (var block in bytes)
        {
            RandomAccess.Write(file, block.Span, position);
            position += block.Length;
        }

        return position;
    }

    private SafeFileHandle OpenForAppend(string id) => _files.Open(DataPath(id), FileMode.Open);

    // The first body, often the only one, becomes the data file itself, without a copy.
    private void MoveVerified(AsideFile aside, string id, long offset)
    {
        if (offset == 0)
        {
            aside.MoveTo(DataPath(id));
            _files.SyncNames(_directory);
            return;
        }

        using var file = OpenForAppend(id);
        FileCopy.Copy(aside.Handle, file, offset, CancellationToken.None);
        _files.Sync(file);
    }

    private string AsidePath(string id) => Path.Combine(_directory, id + ".aside");

    private string DataPath(string id) => Path.Combine(_directory, id);
}
