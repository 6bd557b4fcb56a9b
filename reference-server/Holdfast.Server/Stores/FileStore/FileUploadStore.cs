using Holdfast.Server.Files;

namespace Holdfast.Server.Stores.FileStore;

/// <summary>
/// Uploads as files, laid out as tusd v2 does: the bytes in <c>ID</c>, everything else in <c>ID.info</c>, and the data file's length is the
/// offset. An upload that tusd began in the same directory can be continued here, and the other way round.
/// </summary>
/// <remarks>
/// Acknowledged bytes have been passed to the operating system: they survive the process, and with
/// <see cref="FileStoreOptions.SyncToDisk"/> a power loss too.
/// </remarks>
public sealed partial class FileUploadStore
    : IOutboxStore, IVerifyingStore, IConcatenatingStore, IExpiringStore, IExchangeStore, ILeftovers, IReachable
{
    // Linux stamps files at its timer's ticks, of which there are at least a hundred a second. So the date that a creation reports, without
    // reading its file's own, is not later than that one.
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
        Outbox = new FileOutbox(_directory, _files);
    }

    /// <inheritdoc/>
    public IOutbox Outbox { get; }

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
        catch (UploadStoreException failure) when (failure.IsFull)
        {
            // The disk is full. Only a running server can accept the DELETE that frees space.
        }
    }

    /// <inheritdoc/>
    public ValueTask DemandReachableAsync(CancellationToken cancellationToken)
    {
        DemandWritable();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<UploadInfo?> CreateAsync(UploadInfo wanted, WriteScope scope)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(UploadId.IsSafe(wanted.Id), false);
        if (wanted.Id.Contains('/', StringComparison.Ordinal))
        {
            _files.MakeDirectory(Path.GetDirectoryName(DataPath(wanted.Id))!);
        }

        var chosen = wanted.WantedStorage?.GetValueOrDefault(StoragePaths.PathKey) is { Length: > 0 } path ? Choose(path) : null;
        var upload = wanted with { LastChanged = TimeProvider.System.GetUtcNow() - Tick, WantedStorage = null, State = chosen };
        if (scope.Creating is { } creating)
        {
            await creating(upload);
        }

        return TryCreate(upload, PathOf(upload)) ? upload : null;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> DescribeStorage(UploadInfo upload) => _infos.StorageOf(upload.Id, PathOf(upload));

    /// <inheritdoc/>
    public ValueTask<UploadInfo> UpdateAsync(UploadInfo upload, WriteScope scope)
    {
        _infos.Replace(upload, PathOf(upload));
        return ValueTask.FromResult(upload);
    }

    /// <inheritdoc/>
    public ValueTask<UploadInfo> KeepExchangeAsync(UploadInfo upload, WriteScope scope) => UpdateAsync(upload, scope);

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListAsync(DateTimeOffset unchangedSince) =>
        _infos.Ids().Where(id => MayBeUnchanged(id, unchangedSince.UtcDateTime)).ToAsyncEnumerable();

    /// <inheritdoc/>
    public async ValueTask<bool> ExpireAsync(UploadInfo upload, WriteScope scope)
    {
        var file = _calls.TryAsk(PathOf(upload)) ?? _calls.TryAsk(_infos.PathOf(upload.Id));
        if (file is null || file.Value.LastWrite != upload.LastChanged?.UtcDateTime)
        {
            _calls.DemandDirectory(_directory);
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

    // tusd: relative to the store's directory, or absolute; the directories above it are made.
    private string Choose(string path)
    {
        var file = Path.GetFullPath(path, _directory);
        if (!_paths.MayHoldData(file))
        {
            throw new UploadStoreException(
                $"The bytes of an upload can't be kept at '{path}', which is in no directory of the store or is a file beside an upload. "
                + $"Choose a file below '{_directory}', or add its directory to '{nameof(FileStoreOptions.DataDirectories)}'.",
                isTransient: false);
        }

        _files.MakeDirectory(Path.GetDirectoryName(file)!);
        return file;
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

    private string AsidePath(string id) => Path.Combine(_directory, id + ".aside");

    private string DataPath(string id) => Path.Combine(_directory, id);

    // The state is the data file's path where that isn't the usual one.
    private string PathOf(UploadInfo upload) => upload.State as string ?? DataPath(upload.Id);
}
