using System.IO.Pipelines;
using Amazon.S3;
using Holdfast.Server.S3.Buffers;
using Holdfast.Server.S3.Objects;
using Holdfast.Server.S3.Parts;
using Holdfast.Server.S3.Telemetry;
using Holdfast.Server.Stores;

namespace Holdfast.Server.S3;

/// <summary>
/// Uploads as multipart uploads of S3, laid out as tusd v2 does: the bytes become the object <c>ID</c>, everything else is in
/// <c>ID.info</c>, and bytes that are too few for a part wait in <c>ID.part</c>. An upload's id has the multipart upload's behind a plus
/// sign. Uploads that tusd began in the same bucket continue here, and the other way round.
/// </summary>
public sealed class S3UploadStore
    : IOutboxStore, IVerifyingStore, IConcatenatingStore, IExpiringStore, IExchangeStore, ILeftovers, IReachable, IDisposable
{
    private readonly S3StoreOptions _options;
    private readonly S3Meter _meter;
    private readonly S3Calls _calls;
    private readonly ObjectKeys _keys;
    private readonly PartSlots _slots;
    private readonly AppendTools _tools;
    private readonly UploadReader _reader;
    private readonly Completion _completion;
    private readonly Concatenation _concatenation;
    private readonly Leftovers _leftovers;

    /// <summary>Keeps uploads in a bucket that exists. The store does not dispose the client.</summary>
    /// <exception cref="ArgumentException">The options ask for something that S3 can't do.</exception>
    public S3UploadStore(IAmazonS3 client, S3StoreOptions options)
    {
        options.Check();
        _meter = new S3Meter(options.ConcurrentPartUploads, options.TimeProvider);
        _options = options = options with { Meter = _meter };
        _calls = new S3Calls(client, options, _meter);
        _keys = new ObjectKeys(options);
        _slots = new PartSlots(options, _meter);
        var descriptions = new Descriptions(_calls, _keys, options.TimeProvider);
        _tools = new AppendTools(
            options, _calls, descriptions, new Tails(options, _calls, _keys), new PartSizes(options), _slots);
        _reader = new UploadReader(_calls, _keys, descriptions);
        _completion = new Completion(_tools, _reader);
        _concatenation = new Concatenation(_tools);
        _leftovers = new Leftovers(_calls, _keys, descriptions, options.Bucket);
        Outbox = new S3Outbox(_calls, _keys, options.Bucket);
    }

    /// <inheritdoc/>
    public IOutbox Outbox { get; }

    /// <inheritdoc/>
    /// <remarks>
    /// A part that is filled, or a body that waits to be judged, is one of the three files of its request. The others, and the connections
    /// to S3, are counted here.
    /// </remarks>
    public StoreLimits Limits => new()
    {
        MaxSize = _tools.Sizes.LargestUpload,
        MaxParts = S3StoreOptions.MaxParts,
        Descriptors = _calls.Connections + (_options.BufferInMemory ? 0 : _options.MaxBufferedParts + _options.ConcurrentPartUploads),
    };

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string>? DescribeStorage(UploadInfo upload) =>
        upload.State is UploadState state ? Description.StorageOf(state.Place, fence: 0, stale: []) : null;

    /// <inheritdoc/>
    public bool ServesUnfinished => false;

    /// <summary>What measures this store.</summary>
    internal S3Meter Meter => _meter;

    /// <summary>
    /// Why S3 refuses the bucket, for a server that is about to start: it doesn't exist, or the credentials don't suffice. Null when the
    /// bucket can be used, and when S3 can't be reached, which may be over soon.
    /// </summary>
    public Task<string?> FindObstacleAsync(CancellationToken cancellationToken) => _calls.FindObstacleAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DemandReachableAsync(CancellationToken cancellationToken) => await _calls.DemandBucketAsync(cancellationToken);

    /// <inheritdoc/>
    /// <remarks>The description comes last, since the upload exists once that does.</remarks>
    public async ValueTask<UploadInfo?> CreateAsync(UploadInfo wanted, WriteScope scope)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(UploadName.IsSafe(wanted.Id), false);
        if (await GetInfoAsync(wanted.Id, scope.Completion) is not null)
        {
            return null;
        }

        var metadata = TusdInfo.Of(wanted, new Dictionary<string, string>()).MetaData!;
        var place = _keys.PlaceOf(wanted, metadata);
        var name = new UploadName(wanted.Id, await _calls.BeginAsync(place, metadata, scope.Completion));
        UploadInfo? made = null;
        try
        {
            var described = wanted with
            {
                Id = name.ToString(),
                LastChanged = _tools.Now(),
                NeedsFinish = true,
                State = new UploadState { Name = name, Place = place, Description = Description.Unwritten },
            };
            if (scope.Creating is { } creating)
            {
                await creating(described);
            }

            made = await _tools.Descriptions.CreateAsync(described, scope);
            return made;
        }
        finally
        {
            if (made is null)
            {
                await _calls.AbortAsync(place, name.MultipartId);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken) =>
        UploadName.TryParse(id, out var name) ? await _reader.ReadAsync(name, cancellationToken) : null;

    /// <inheritdoc/>
    /// <remarks>One call. The offset is in the tail and the parts, which take two more.</remarks>
    public async ValueTask<UploadInfo?> GetDescriptionAsync(string id, CancellationToken cancellationToken) =>
        UploadName.TryParse(id, out var name)
        && await _tools.Descriptions.ReadAsync(name.ObjectId, cancellationToken) is { } description && description.Info.Id == id
            ? description.Info.ToUpload(id) with { LastChanged = description.LastModified, NeedsFinish = true }
            : null;

    /// <inheritdoc/>
    public async ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
    {
        await using var append = new PartAppend(await KnowAsync(upload, scope), scope, _tools);
        return await append.RunAsync(body);
    }

    /// <inheritdoc/>
    /// <remarks>The body waits in a temporary file until it is judged. After that it is like any other.</remarks>
    public async ValueTask<UploadInfo> AppendVerifiedAsync(UploadInfo upload, PipeReader body, Func<bool> isSound, WriteScope scope)
    {
        using var aside = new PartBuffer(_options);
        while (true)
        {
            var read = await body.ReadAsync(scope.Completion);
            aside.Write(read.Buffer);
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        return isSound() ? await AppendAsync(upload, PipeReader.Create(new PartStream(aside)), scope) : upload;
    }

    /// <inheritdoc/>
    public async ValueTask<UploadInfo> FinishAsync(UploadInfo upload, WriteScope scope) =>
        upload.NeedsFinish ? await _completion.RunAsync(await KnowAsync(upload, scope), scope) : upload;

    /// <inheritdoc/>
    public async ValueTask<UploadInfo> UpdateAsync(UploadInfo upload, WriteScope scope) =>
        await _tools.Descriptions.ReplaceAsync(await KnowAsync(upload, scope), scope);

    /// <inheritdoc/>
    public ValueTask<UploadInfo> KeepExchangeAsync(UploadInfo upload, WriteScope scope) => UpdateAsync(upload, scope);

    /// <inheritdoc/>
    public async ValueTask<UploadInfo> ConcatenateAsync(UploadInfo final, IReadOnlyList<UploadInfo> parts, WriteScope scope)
    {
        scope.Completion.ThrowIfCancellationRequested();
        var sources = new List<UploadInfo>();
        foreach (var part in parts)
        {
            sources.Add(await KnowAsync(part, scope));
        }

        return await _concatenation.RunAsync(await KnowAsync(final, scope), sources, scope);
    }

    /// <inheritdoc/>
    public async ValueTask<Stream?> OpenReadAsync(UploadInfo upload, long from, long count, CancellationToken cancellationToken) =>
        count == 0 ? Stream.Null
        : (upload.State as UploadState)?.Place is { } place ? await _calls.OpenAsync(place, from, count, cancellationToken)
        : await GetInfoAsync(upload.Id, cancellationToken) is { } known ? await OpenReadAsync(known, from, count, cancellationToken)
        : null;

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(DateTimeOffset unchangedSince)
    {
        await foreach (var (key, lastModified) in _calls.KeysAsync(_keys.MetadataPrefix))
        {
            if (lastModified <= unchangedSince && _keys.ObjectIdOfInfo(key) is { } objectId
                && await _tools.Descriptions.FindIdAsync(objectId) is { } id)
            {
                yield return id;
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>S3's dates are whole seconds, in which an upload can change, so offset and completion are compared, too.</remarks>
    public async ValueTask<bool> ExpireAsync(UploadInfo upload, WriteScope scope)
    {
        UploadInfo? now;
        try
        {
            now = await GetInfoAsync(upload.Id, scope.Completion);
        }
        catch (UploadStoreException unreadable) when (!unreadable.IsTransient && unreadable.LastChanged == upload.LastChanged)
        {
            now = upload;
        }

        if (now is null
            || now.LastChanged != upload.LastChanged || now.Offset != upload.Offset || now.NeedsFinish != upload.NeedsFinish)
        {
            return false;
        }

        await TerminateAsync(now, scope);
        return true;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The description is removed last: as long as it exists, a repetition finds the rest. An upload with all its bytes is finished before
    /// its object is removed, because S3 may be completing it, and an abort would run against that.
    /// </remarks>
    public async ValueTask TerminateAsync(UploadInfo upload, WriteScope scope)
    {
        if (!UploadName.TryParse(upload.Id, out var name))
        {
            return;
        }

        var known = upload.State is UploadState ? upload : await GetInfoOrNullAsync(name, scope.Completion);
        if (known is null)
        {
            await RemoveRestAsync(name, scope);
            return;
        }

        known = await _tools.Descriptions.ClaimAsync(known, scope);
        var state = UploadState.Of(known);
        if (known.HasAllBytes && known.NeedsFinish)
        {
            await CompleteUnlessGoneAsync(known, name, scope);
        }
        else if (!state.IsComplete)
        {
            await _calls.AbortAsync(state.Place, name.MultipartId);
        }

        await RemoveObjectsAsync(name, state.Place, scope);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> RemoveLeftoversAsync(DateTimeOffset unchangedSince, CancellationToken cancellationToken) =>
        _leftovers.RemoveAsync(unchangedSince, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _calls.Dispose();
        _slots.Dispose();
        _meter.Dispose();
    }

    // A caller that has no state gets that of S3; the changes that it wants to make stay.
    private async Task<UploadInfo> KnowAsync(UploadInfo upload, WriteScope scope) =>
        upload.State is UploadState ? upload
        : await GetInfoAsync(upload.Id, scope.Completion) is { } found
            ? upload with { State = found.State, NeedsFinish = found.NeedsFinish }
        : throw new UploadStoreException($"Upload '{upload.Id}' is gone since the request began.", isTransient: true);

    private async Task CompleteUnlessGoneAsync(UploadInfo upload, UploadName name, WriteScope scope)
    {
        try
        {
            await _completion.RunAsync(upload, scope);
        }
        catch (UploadStoreException)
        {
            if (await _reader.ReadAsync(name, scope.Completion) is not null)
            {
                throw;
            }
        }
    }

    // An upload whose description can't be read is removed like one that has none.
    private async Task<UploadInfo?> GetInfoOrNullAsync(UploadName name, CancellationToken cancellationToken)
    {
        try
        {
            return await _reader.ReadAsync(name, cancellationToken);
        }
        catch (UploadStoreException unreadable) when (!unreadable.IsTransient)
        {
            return null;
        }
    }

    // Of what isn't known as an upload, the multipart upload is known by its id. The objects are removed only if a description says that
    // they are an upload's: the bucket may hold anything else under that name.
    private async Task RemoveRestAsync(UploadName name, WriteScope scope)
    {
        var usual = _keys.UsualPlace(name.ObjectId);
        var place = usual;
        try
        {
            if (await _tools.Descriptions.ReadAsync(name.ObjectId, scope.Completion) is not { } description)
            {
                await _calls.AbortAsync(usual, name.MultipartId);
                return;
            }

            if (description.Info.Id != name.ToString())
            {
                return;
            }

            place = description.Place ?? usual;
        }
        catch (UploadStoreException unreadable) when (!unreadable.IsTransient && UploadName.IsOwn(name.ObjectId))
        {
            // Nothing says where its bytes are; they are where they usually are. Under any other name, the bucket may hold anything.
        }

        await _calls.AbortAsync(place, name.MultipartId);
        await RemoveObjectsAsync(name, place, scope);
    }

    private async Task RemoveObjectsAsync(UploadName name, S3Place place, WriteScope scope)
    {
        var (tail, info) = (_keys.Tail(name.ObjectId), _keys.Info(name.ObjectId));
        await _calls.DeleteAsync(S3Operation.DeleteObject, place, scope.Completion);
        await _calls.DeleteAsync(S3Operation.DeletePartObject, new S3Place(_options.Bucket, tail), scope.Completion);
        await _calls.DeleteAsync(S3Operation.DeleteObject, new S3Place(_options.Bucket, info), scope.Completion);
    }
}
