using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Text.Json;
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
    : IUpdatingStore, IVerifyingStore, IConcatenatingStore, IExpiringStore, IExchangeStore, ILeftovers
{
    // ENOSPC on Linux and on macOS, EDQUOT on each, ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    private static readonly int[] FullErrors = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];

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
    /// Tries whether files can be made in the directory, for a server that is about to start. A full disk passes: it can be emptied by DELETE.
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
            // What is needed to end this is a server that runs.
        }
    }

    /// <inheritdoc/>
    public bool StoresAsItAdvances => _files.CountsWrites;

    /// <inheritdoc/>
    public ValueTask<bool> CreateAsync(UploadInfo upload, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(UploadId.IsSafe(upload.Id), false);
        if (upload.Id.Contains('/', StringComparison.Ordinal))
        {
            _files.MakeDirectory(Path.GetDirectoryName(DataPath(upload.Id))!);
        }

        return ValueTask.FromResult(TryCreate(upload, DataPath(upload.Id)));
    }

    /// <inheritdoc/>
    public ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(UploadId.IsSafe(id) ? Read(id) : null);

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
        _infos.Replace(upload, PathOf(upload));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask KeepExchangeAsync(UploadInfo upload, CancellationToken cancellationToken)
    {
        _infos.Replace(upload, PathOf(upload));
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
            using var source = OpenData(PathOf(part), FileAccess.Read);
            position += FileCopy.Copy(_calls, source, aside.Handle, position, cancellationToken);
        }

        if (position != final.Length)
        {
            throw new UploadStoreException(
                $"The parts of upload '{final.Id}' have '{position}' bytes, '{final.Length}' were expected.", isTransient: false);
        }

        _files.Sync(aside.Handle);
        _infos.Replace(final, PathOf(final));
        aside.MoveTo(PathOf(final));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListAsync() => _infos.Ids().ToAsyncEnumerable();

    /// <inheritdoc/>
    /// <remarks>The description goes last: as long as it is there, what is left can be removed by its name.</remarks>
    public ValueTask TerminateAsync(string id, CancellationToken cancellationToken)
    {
        if (UploadId.IsSafe(id) && _calls.TryAsk(_infos.PathOf(id)) is not null)
        {
            _calls.Delete(NamedPath(id) ?? DataPath(id));
            _calls.Delete(AsidePath(id));
            _calls.Delete(_infos.PathOf(id));
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
    public ValueTask<Stream?> OpenReadAsync(UploadInfo upload, CancellationToken cancellationToken)
    {
        if (_calls.TryOpen(PathOf(upload), FileAccess.Read) is { } file)
        {
            return ValueTask.FromResult<Stream?>(new PrefixStream(file, upload.Offset));
        }

        _calls.DemandDirectory(_directory);
        return ValueTask.FromResult<Stream?>(null);
    }

    private UploadInfo? Read(string id)
    {
        var isEmpty = false;
        try
        {
            if (_infos.Read(id, out isEmpty) is { } info)
            {
                return Measure(InfoFiles.Describe(id, info), info);
            }

            _calls.DemandDirectory(_directory);
            return null;
        }
        catch (JsonException unreadable)
        {
            return ReadDamaged(id, unreadable, isEmpty);
        }
    }

    // Asked after the description was read: what that acknowledges was stored before.
    private UploadInfo? Measure(UploadInfo upload, InfoFile info)
    {
        string? named = null;
        if ((_calls.TryAsk(DataPath(upload.Id)) ?? AskNamed(upload.Id, info, out named)) is not { } data)
        {
            _calls.DemandDirectory(_directory);
            return null;
        }

        return data.Length >= Acknowledged(upload) ? upload with { Offset = data.Length, LastChanged = data.LastWrite, DataPath = named } : null;
    }

    private FileState? AskNamed(string id, InfoFile info, out string? path) =>
        (path = _paths.Resolve(id, info)) is null ? null
        : _paths.MayHoldData(path) ? _calls.TryAsk(path)
        : throw new UploadStoreException(
            $"'{_infos.PathOf(id)}' names the data file '{path}', which is in no directory of the store. "
            + $"Add its directory to '{nameof(FileStoreOptions.DataDirectories)}', or move the file.",
            isTransient: false) { LastChanged = _calls.TryAsk(_infos.PathOf(id))?.LastWrite };

    // Nothing in both files is a creation that a crash ended, and no upload. Anything else is one that somebody may miss.
    private UploadInfo? ReadDamaged(string id, JsonException unreadable, bool wasEmpty)
    {
        var (info, data) = (_calls.TryAsk(_infos.PathOf(id)), _calls.TryAsk(DataPath(id)));
        if (wasEmpty && info is { Length: > 0 })
        {
            // A creation makes the file, then writes it by one call: the first read came between them.
            return Read(id);
        }

        return info is null or { Length: 0 } && data is null or { Length: 0 }
            ? null
            : throw new UploadStoreException(
                $"'{_infos.PathOf(id)}' doesn't describe an upload: {unreadable.Message} Mend the file, or remove the upload with DELETE.",
                isTransient: false,
                unreadable) { LastChanged = data?.LastWrite ?? info?.LastWrite };
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

    private async Task<long> WriteAsync(SafeFileHandle file, long offset, PipeReader body, CancellationToken cancellationToken)
    {
        var position = offset;
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

            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return position - offset;
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

    private SafeFileHandle OpenForAppend(string id) =>
        _calls.TryOpen(DataPath(id), FileAccess.Write) ?? OpenData(NamedPath(id) ?? DataPath(id), FileAccess.Write);

    private SafeFileHandle OpenData(string path, FileAccess access) => _calls.TryOpen(path, access)
        ?? throw new UploadStoreException($"'{path}' is gone since the request began.", isTransient: true);

    // The first body, often the only one, becomes the data file itself, without a copy.
    private void MoveVerified(AsideFile aside, string id, long offset)
    {
        if (offset == 0 && NamedPath(id) is null)
        {
            aside.MoveTo(DataPath(id));
            return;
        }

        using var file = OpenForAppend(id);
        FileCopy.Copy(_calls, aside.Handle, file, offset, CancellationToken.None);
        _files.Sync(file);
    }

    private string AsidePath(string id) => Path.Combine(_directory, id + ".aside");

    private string DataPath(string id) => Path.Combine(_directory, id);

    private string PathOf(UploadInfo upload) => upload.DataPath ?? DataPath(upload.Id);

    // Where the bytes are, if not at the usual place. Whoever has only an id asks here; nothing is read while the usual file is there.
    private string? NamedPath(string id)
    {
        try
        {
            var path = _calls.TryAsk(DataPath(id)) is null && _infos.Read(id, out _) is { } info ? _paths.Resolve(id, info) : null;
            return path is not null && _paths.MayHoldData(path) ? path : null;
        }
        catch (JsonException)
        {
            // Nothing names another place. Whoever looks the upload up is told that its description can't be read.
            return null;
        }
    }
}
