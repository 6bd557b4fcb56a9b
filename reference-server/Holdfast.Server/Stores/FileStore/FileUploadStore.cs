using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Text.Json;
using Holdfast.Server.Bodies;
using Holdfast.Server.Files;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Server.Stores.FileStore;

/// <summary>
/// Uploads as files, laid out as tusd v2 does: the bytes in <c>ID</c>, everything else in <c>ID.info</c>, and the data file's length is the
/// offset. An upload that tusd began in the same directory can be continued here, and the other way round.
/// </summary>
/// <remarks>
/// Acknowledged bytes have been passed to the operating system: they survive the process, and with
/// <see cref="FileStoreOptions.SyncToDisk"/> a power loss too.
/// </remarks>
public sealed class FileUploadStore
    : IUpdatingStore, IVerifyingStore, IConcatenatingStore, IExpiringStore, IExchangeStore, ILeftovers
{
    // ENOSPC on Linux and on macOS, EDQUOT on each, ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    private static readonly int[] FullErrors = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    // Linux stamps files at its timer's ticks, of which there are at least a hundred a second. So a date that is reported without reading
    // the file's own is not later than that one.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly string _directory;
    private readonly StoreFiles _files;
    private readonly FileCalls _calls;
    private readonly InfoFiles _infos;
    private readonly StoragePaths _paths;

    /// <summary>Keeps uploads in <paramref name="directory"/>, which is made when it is missing.</summary>
    /// <exception cref="UploadStoreException">The directory can't be made.</exception>
    public FileUploadStore(string directory, FileStoreOptions? options = null)
        : this(directory, options ?? new FileStoreOptions(), FileCalls.Plain)
    {
    }

    internal FileUploadStore(string directory, FileStoreOptions options, FileCalls calls)
    {
        _calls = calls;
        _files = new StoreFiles(options, calls);
        _directory = _files.MakeDirectory(directory);
        _infos = new InfoFiles(_directory, _files);
        _paths = new StoragePaths(_directory, options.DataDirectories);
    }

    /// <summary>
    /// Tries whether files can be made in the directory, for a server that is about to start. A full disk passes: it can be emptied by
    /// DELETE.
    /// </summary>
    /// <exception cref="UploadStoreException">They can't.</exception>
    public void DemandWritable()
    {
        var probe = Path.Combine(_directory, $".{UploadId.New()}");
        try
        {
            _files.TryCreate(probe)?.Dispose();
            _calls.Delete(probe);
        }
        catch (UploadStoreException failure) when (failure.InnerException is { HResult: var error } && FullErrors.Contains(error))
        {
            // The disk is full. Only a running server can accept the DELETE that frees space.
        }
    }

    /// <inheritdoc/>
    public ValueTask<UploadInfo?> CreateAsync(UploadInfo wanted, WriteScope scope)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(UploadId.IsSafe(wanted.Id), false);
        if (wanted.Id.Contains('/', StringComparison.Ordinal))
        {
            _files.MakeDirectory(Path.GetDirectoryName(DataPath(wanted.Id))!);
        }

        var upload = wanted with { LastChanged = Now() };
        return ValueTask.FromResult(TryCreate(upload, DataPath(upload.Id)) ? upload : null);
    }

    /// <inheritdoc/>
    public ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(UploadId.IsSafe(id) ? Read(id) : null);

    /// <inheritdoc/>
    public async ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
    {
        using var file = OpenData(PathOf(upload), FileAccess.Write);
        var end = await WriteAsync(file, upload.Offset, body, _files.CountsWrites ? scope.Stored : null, scope.Completion);
        _files.Sync(file);
        return Advanced(upload, end);
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
        MoveVerified(aside, upload);
        return Advanced(upload, upload.Offset + arrived);
    }

    /// <inheritdoc/>
    public ValueTask<UploadInfo> UpdateAsync(UploadInfo upload, WriteScope scope)
    {
        _infos.Replace(upload, PathOf(upload));
        return ValueTask.FromResult(upload);
    }

    /// <inheritdoc/>
    public ValueTask<UploadInfo> KeepExchangeAsync(UploadInfo upload, WriteScope scope) => UpdateAsync(upload, scope);

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
        return ValueTask.FromResult(Advanced(final, position));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListAsync(DateTimeOffset unchangedSince) =>
        _infos.Ids().Where(id => MayBeUnchanged(id, unchangedSince.UtcDateTime)).ToAsyncEnumerable();

    /// <inheritdoc/>
    public async ValueTask<bool> ExpireAsync(UploadInfo upload, WriteScope scope)
    {
        var file = _calls.TryAsk(PathOf(upload)) ?? _calls.TryAsk(_infos.PathOf(upload.Id));
        if (file is null || file.Value.LastWrite != upload.LastChanged?.UtcDateTime)
        {
            return false;
        }

        await TerminateAsync(upload, scope);
        return true;
    }

    /// <inheritdoc/>
    /// <remarks>The description is removed last: as long as it exists, the other files can be found and removed.</remarks>
    public ValueTask TerminateAsync(UploadInfo upload, WriteScope scope)
    {
        if (UploadId.IsSafe(upload.Id) && _calls.TryAsk(_infos.PathOf(upload.Id)) is not null)
        {
            _calls.Delete(PathOf(upload));
            _calls.Delete(AsidePath(upload.Id));
            _calls.Delete(_infos.PathOf(upload.Id));
        }

        // A directory that is away gives them back when it returns.
        _calls.DemandDirectory(_directory);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> RemoveLeftoversAsync(DateTimeOffset unchangedSince, CancellationToken cancellationToken) =>
        new Leftovers(_directory, _calls).Remove(unchangedSince.UtcDateTime, cancellationToken).ToAsyncEnumerable();

    /// <inheritdoc/>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller owns the stream.")]
    public ValueTask<Stream?> OpenReadAsync(UploadInfo upload, long from, long count, CancellationToken cancellationToken)
    {
        if (_calls.TryOpen(PathOf(upload), FileAccess.Read) is { } file)
        {
            return ValueTask.FromResult<Stream?>(new FileRangeStream(_calls, file, from, from + count));
        }

        _calls.DemandDirectory(_directory);
        return ValueTask.FromResult<Stream?>(null);
    }

    // A file that can't be examined must not hide the others; a request that reads that upload gets the error.
    private bool MayBeUnchanged(string id, DateTime since)
    {
        try
        {
            return !(_calls.TryAsk(DataPath(id))?.LastWrite > since);
        }
        catch (UploadStoreException)
        {
            return true;
        }
    }

    private UploadInfo? Read(string id)
    {
        var isEmpty = false;
        try
        {
            if (_infos.Read(id, out isEmpty) is { } info)
            {
                return Measure(id, info);
            }

            _calls.DemandDirectory(_directory);
            return null;
        }
        catch (JsonException unreadable)
        {
            return ReadDamaged(id, unreadable, isEmpty);
        }
    }

    // Measured after the description was read, because the bytes that it acknowledges were stored before it.
    private UploadInfo? Measure(string id, TusdInfo info)
    {
        string? named = null;
        if ((_calls.TryAsk(DataPath(id)) ?? AskNamed(id, info, out named)) is not { } data)
        {
            _calls.DemandDirectory(_directory);
            return null;
        }

        return info.HasLostBytes(data.Length) ? null
            : info.ToUpload(id) with { Offset = data.Length, LastChanged = data.LastWrite, State = named };
    }

    private FileState? AskNamed(string id, TusdInfo info, out string? path) =>
        (path = _paths.Resolve(id, info)) is null ? null
        : _paths.MayHoldData(path) ? _calls.TryAsk(path)
        : throw new UploadStoreException(
            $"'{_infos.PathOf(id)}' names the data file '{path}', which is in no directory of the store. "
            + $"Add its directory to '{nameof(FileStoreOptions.DataDirectories)}', or move the file.",
            isTransient: false) { LastChanged = _calls.TryAsk(_infos.PathOf(id))?.LastWrite };

    // Two empty files are a creation that a crash interrupted, and no upload. Anything else is an upload that a client may need.
    private UploadInfo? ReadDamaged(string id, JsonException unreadable, bool wasEmpty)
    {
        var (info, data) = (_calls.TryAsk(_infos.PathOf(id)), _calls.TryAsk(DataPath(id)));
        if (wasEmpty && info is { Length: > 0 })
        {
            // A creation creates the file, then writes it by one call: the first read happened between the two.
            return Read(id);
        }

        return info is null or { Length: 0 } && data is null or { Length: 0 }
            ? null
            : throw new UploadStoreException(
                $"'{_infos.PathOf(id)}' doesn't describe an upload: {unreadable.Message} Mend the file, or remove the upload with DELETE.",
                isTransient: false,
                unreadable) { LastChanged = data?.LastWrite ?? info?.LastWrite };
    }

    // The info file is created last, since the upload exists as soon as it does. Neither file replaces an existing one.
    private bool TryCreate(UploadInfo upload, string path)
    {
        using (var data = _files.TryCreate(path))
        {
            if (data is null)
            {
                return false;
            }
        }

        var isDescribed = false;
        try
        {
            return isDescribed = _infos.TryCreate(upload, path);
        }
        finally
        {
            if (!isDescribed)
            {
                _calls.Delete(path);
            }
        }
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

    // The first body, often the only one, becomes the data file itself, without a copy.
    private void MoveVerified(AsideFile aside, UploadInfo upload)
    {
        if (upload is { Offset: 0, State: null })
        {
            aside.MoveTo(DataPath(upload.Id));
            return;
        }

        using var file = OpenData(PathOf(upload), FileAccess.Write);
        FileCopy.Copy(_calls, aside.Handle, file, upload.Offset, CancellationToken.None);
        _files.Sync(file);
    }

    private static UploadInfo Advanced(UploadInfo upload, long offset) =>
        offset == upload.Offset ? upload : upload with { Offset = offset, LastChanged = Now() };

    private static DateTimeOffset Now() => TimeProvider.System.GetUtcNow() - Tick;

    private string AsidePath(string id) => Path.Combine(_directory, id + ".aside");

    private string DataPath(string id) => Path.Combine(_directory, id);

    // The state is the data file's path where that isn't the usual one.
    private string PathOf(UploadInfo upload) => upload.State as string ?? DataPath(upload.Id);
}
