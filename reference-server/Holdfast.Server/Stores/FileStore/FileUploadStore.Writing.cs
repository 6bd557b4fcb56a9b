using System.Buffers;
using System.IO.Pipelines;
using Holdfast.Server.Bodies;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Server.Stores.FileStore;

// How bodies and parts become an upload's bytes.
public sealed partial class FileUploadStore
{
    /// <inheritdoc/>
    public async ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
    {
        using var file = OpenData(PathOf(upload), FileAccess.Write);
        var end = await WriteAsync(file, upload.Offset, body, _files.CountsWrites ? scope.Stored : null, scope.Completion);
        _files.Sync(file);
        return Advanced(upload, end, file);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The data file's length is the offset, for tusd too, so unverified bytes wait in a file of their own. A crash leaves at most that
    /// file, which is never read and which the next body overwrites; or, during the move, a part of the verified bytes.
    /// </remarks>
    public async ValueTask<UploadInfo> AppendVerifiedAsync(UploadInfo upload, PipeReader body, Func<bool> isSound, WriteScope scope)
    {
        using var aside = new AsideFile(AsidePath(upload.Id), _files);
        var arrived = await WriteAsync(aside.Handle, 0, body, stored: null, scope.Completion);
        if (!isSound())
        {
            return upload;
        }

        _files.Sync(aside.Handle);
        using var data = MoveVerified(aside, upload);
        return Advanced(upload, upload.Offset + arrived, data);
    }

    /// <inheritdoc/>
    /// <remarks>The parts are copied to a temporary file, which then replaces the empty data file in one step.</remarks>
    public ValueTask<UploadInfo> ConcatenateAsync(UploadInfo final, IReadOnlyList<UploadInfo> parts, WriteScope scope)
    {
        using var aside = new AsideFile(AsidePath(final.Id), _files);
        var position = 0L;
        foreach (var part in parts)
        {
            using var source = OpenData(PathOf(part), FileAccess.Read);
            position += FileCopy.Copy(_calls, source, aside.Handle, position, scope.Completion);
        }

        if (position != final.Length)
        {
            throw new UploadStoreException(
                $"The parts of upload '{final.Id}' have '{position}' bytes, '{final.Length}' were expected.", isTransient: false);
        }

        _files.Sync(aside.Handle);
        _infos.Replace(final, PathOf(final));
        aside.MoveTo(PathOf(final));
        return ValueTask.FromResult(Advanced(final, position, aside.Handle));
    }

    // Returns the position behind the last byte.
    private async Task<long> WriteAsync(
        SafeFileHandle file, long position, PipeReader body, Action<long>? stored, CancellationToken cancellationToken)
    {
        var spliced = body as ISplicedBody;
        spliced?.TakesPipes = true;
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            if (spliced?.Pipe is { } pipe)
            {
                _calls.Splice(pipe, file, position);
                position += read.Buffer.Length;
            }
            else
            {
                position = Write(file, read.Buffer, position);
            }

            var isEmpty = read.Buffer.IsEmpty;
            body.AdvanceTo(read.Buffer.End);
            if (!isEmpty)
            {
                stored?.Invoke(position);
            }

            if (read.IsCompleted)
            {
                return position;
            }
        }
    }

    // Written at once and in place: nothing that arrived waits in a buffer of ours. The call is a copy into the page cache;
    // asynchronous file writes would only move the same copy to another thread of the pool.
    private long Write(SafeFileHandle file, ReadOnlySequence<byte> bytes, long position)
    {
        foreach (var block in bytes)
        {
            _calls.Write(file, block.Span, position);
            position += block.Length;
        }

        return position;
    }

    private SafeFileHandle OpenData(string path, FileAccess access) => _calls.TryOpen(path, access)
        ?? throw new UploadStoreException($"'{path}' is gone since the request began.", isTransient: true);

    // The first body, often the only one, becomes the data file itself, without a copy. Returns the data file.
    private SafeFileHandle MoveVerified(AsideFile aside, UploadInfo upload)
    {
        if (upload is { Offset: 0, State: null })
        {
            aside.MoveTo(DataPath(upload.Id));
            return aside.Handle;
        }

        var file = OpenData(PathOf(upload), FileAccess.Write);
        try
        {
            FileCopy.Copy(_calls, aside.Handle, file, upload.Offset, CancellationToken.None);
            _files.Sync(file);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // The date is the file's own, since any time may pass between a write and a look at the clock.
    private UploadInfo Advanced(UploadInfo upload, long offset, SafeFileHandle data) =>
        offset == upload.Offset ? upload : upload with { Offset = offset, LastChanged = _calls.TimeOf(data) };
}
