using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Holdfast.Server.Files;

namespace Holdfast.Server.Stores.FileStore;

// What is known of uploads, and their bytes.
public sealed partial class FileUploadStore
{
    /// <inheritdoc/>
    public ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(UploadId.IsSafe(id) ? Read(id) : null);

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
}
