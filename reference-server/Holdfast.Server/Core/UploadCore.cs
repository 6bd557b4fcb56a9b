using Holdfast.Protocol.Tus;

namespace Holdfast.Server;

/// <summary>
/// What can be done with uploads, whatever the protocol: create, append, look, terminate. It knows locks, stores and limits, and
/// nothing of HTTP; a protocol is a front door over it.
/// </summary>
internal sealed class UploadCore(UploadOptions options, UploadLog log, CancellationToken stopping)
{
    /// <summary>Makes an upload and appends what the creation itself carries.</summary>
    public async Task<UploadOutcome> CreateAsync(NewUpload wanted, ArrivingBody? body)
    {
        if (options.MaxSize > 0 && wanted.Length > options.MaxSize)
        {
            return UploadOutcome.Refused(UploadErrors.MaxSizeExceeded);
        }

        if (body?.Length > wanted.Length)
        {
            return UploadOutcome.Refused(UploadErrors.SizeExceeded);
        }

        var upload = await ReserveAsync(wanted);
        log.UploadCreated(upload.Id, upload.Length);
        if (upload.IsComplete)
        {
            log.UploadFinished(upload.Id, upload.Length);
        }

        var outcome = body is null ? new UploadOutcome(upload) : await AppendAsync(upload.Id, 0, body);
        if (outcome.Error == UploadErrors.SizeExceeded)
        {
            // The client never learns the upload's name, so nobody could finish or remove it.
            await TerminateAsync(upload.Id);
        }

        return outcome;
    }

    /// <summary>Appends a body at the offset that its sender believes in. All is decided before the first byte is read.</summary>
    public async Task<UploadOutcome> AppendAsync(string id, long offset, ArrivingBody body)
    {
        await using var turn = await Turn.TakeAsync(options, id, body, log, stopping);
        if (turn is null)
        {
            return UploadOutcome.Refused(UploadErrors.Locked);
        }

        var upload = await options.Store.GetInfoAsync(id, turn.Completion);
        return upload is null ? UploadOutcome.Refused(UploadErrors.NotFound)
            : upload.IsFinal ? new UploadOutcome(upload, UploadErrors.ModifyFinal)
            : upload.Offset != offset ? new UploadOutcome(upload, UploadErrors.MismatchedOffset)
            : body.Length > Room(upload) ? new UploadOutcome(upload, UploadErrors.SizeExceeded)
            : await StoreAsync(upload, body, turn.Completion);
    }

    /// <summary>
    /// Tells what is stored. The holder of an unfinished upload is asked to stop first, so that the offset is one to go on from;
    /// a finished upload can't change any more and needs no lock.
    /// </summary>
    public async Task<UploadOutcome> FindAsync(string id)
    {
        var seen = await options.Store.GetInfoAsync(id, CancellationToken.None);
        if (seen is null || seen.IsComplete)
        {
            return seen is null ? UploadOutcome.Refused(UploadErrors.NotFound) : new UploadOutcome(seen);
        }

        await using var turn = await Turn.TakeAsync(options, id, body: null, log, stopping);
        if (turn is null)
        {
            return UploadOutcome.Refused(UploadErrors.Locked);
        }

        var upload = await options.Store.GetInfoAsync(id, turn.Completion);
        return upload is null ? UploadOutcome.Refused(UploadErrors.NotFound) : new UploadOutcome(upload);
    }

    /// <summary>Removes an upload, finished or not.</summary>
    public async Task<UploadOutcome> TerminateAsync(string id)
    {
        if (options.Store is not ITerminatingStore store)
        {
            return UploadOutcome.Refused(UploadErrors.TerminationUnsupported);
        }

        await using var turn = await Turn.TakeAsync(options, id, body: null, log, stopping);
        if (turn is null)
        {
            return UploadOutcome.Refused(UploadErrors.Locked);
        }

        var upload = await store.GetInfoAsync(id, turn.Completion);
        if (upload is null)
        {
            return UploadOutcome.Refused(UploadErrors.NotFound);
        }

        await store.TerminateAsync(id, turn.Completion);
        log.UploadTerminated(id);
        return new UploadOutcome(upload);
    }

    private async Task<UploadInfo> ReserveAsync(NewUpload wanted)
    {
        while (true)
        {
            var upload = new UploadInfo { Id = UploadId.New(), Length = wanted.Length, Metadata = wanted.Metadata };
            if (await options.Store.CreateAsync(upload, CancellationToken.None))
            {
                return upload;
            }
        }
    }

    private async Task<UploadOutcome> StoreAsync(UploadInfo upload, ArrivingBody body, CancellationToken completion)
    {
        body.Room = Room(upload);
        log.ChunkWriteStart(upload.Id, body.Room, upload.Offset);
        var kept = await options.Store.AppendAsync(upload.Id, upload.Offset, body, completion);
        log.ChunkWriteComplete(upload.Id, kept);
        if (body.Cut is { } cut)
        {
            log.BodyReadError(upload.Id, cut.Code);
        }

        var stored = upload with { Offset = upload.Offset + kept };
        if (stored.IsComplete && !upload.IsComplete)
        {
            log.UploadFinished(stored.Id, stored.Length);
        }

        return new UploadOutcome(stored, body.Cut);
    }

    // Only an upload that tusd began can be without a length here.
    private long Room(UploadInfo upload) =>
        Math.Max(0, (upload.Length ?? (options.MaxSize > 0 ? options.MaxSize : long.MaxValue)) - upload.Offset);
}
