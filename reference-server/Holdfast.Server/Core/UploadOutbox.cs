using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Core;

/// <summary>
/// Keeps steps of uploads beside them until they are delivered. A request leaves a note before it changes an upload, so that nothing is
/// lost between the change and the event that tells of it.
/// </summary>
/// <remarks>
/// Notes are written under the upload's lock, or before anybody can know the upload. So one that is there when a request begins is not that
/// of another request that still runs.
/// </remarks>
internal sealed class UploadOutbox(IOutbox documents, ITransitionReceiver receiver, UploadLog log)
{
    private readonly ConcurrentDictionary<string, bool> _running = new(StringComparer.Ordinal);

    /// <summary>This server, by a name that no other has, also after its next start.</summary>
    public string Server { get; } = UploadId.New();

    /// <summary>Told of each step that waits to be delivered, and of bytes that arrive.</summary>
    public Action<Transition> Waiting { get; set; } = _ => { };

    /// <summary>Called when a note was left, because its request doesn't know how far it got.</summary>
    public Action NoteLeft { get; set; } = () => { };

    /// <summary>The outbox for these options; null when nothing is delivered from one.</summary>
    public static UploadOutbox? Of(UploadOptions options, UploadLog log) =>
        options is { Delivery: { } delivery, Store: IOutboxStore store } ? new UploadOutbox(store.Outbox, delivery.Receiver, log) : null;

    /// <summary>Whether something may have to be kept of a step. The last byte that is received can finish an upload.</summary>
    public bool Concerns(TransitionKind kind) =>
        receiver.Takes(kind) || (kind == TransitionKind.Received && receiver.Takes(TransitionKind.Finished));

    /// <summary>Leaves a note of a step; null when there is one already.</summary>
    public async ValueTask<OutboxStep?> TryBeginAsync(Transition next, CancellationToken cancellationToken)
    {
        var note = OutboxDocument.Of(next, UploadId.New(), Server);
        _running[note.Id] = true;
        var isKept = false;
        try
        {
            isKept = await documents.TryAddAsync(next.Upload.Id, OutboxDocument.NoteName, note.ToJson(), cancellationToken);
            return isKept ? new OutboxStep(this, note) : null;
        }
        finally
        {
            if (!isKept)
            {
                _running.TryRemove(note.Id, out _);
            }
        }
    }

    /// <summary>An upload's note; null when there is none.</summary>
    public async ValueTask<OutboxStep?> FindNoteAsync(string id, CancellationToken cancellationToken) =>
        await ReadAsync(id, OutboxDocument.NoteName, cancellationToken) is { } note ? new OutboxStep(this, note) : null;

    /// <summary>The request that left the note runs here.</summary>
    public bool IsRunning(OutboxDocument note) => _running.ContainsKey(note.Id);

    /// <summary>Keeps an event that a note was left for; false when that isn't possible now.</summary>
    public async ValueTask<bool> TryKeepAsync(Transition past, OutboxDocument note)
    {
        if (!receiver.Takes(past.Kind))
        {
            return true;
        }

        // The same event gets the same id, however often the note has to be settled.
        var id = string.Create(CultureInfo.InvariantCulture, $"{note.Id}-{(int)past.Kind}");
        try
        {
            var json = OutboxDocument.Of(past, id, note.Server).ToJson();
            await documents.PutAsync(past.Upload.Id, OutboxDocument.NameOf(past), json, CancellationToken.None);
            Waiting(past);
            return true;
        }
        catch (UploadStoreException failure)
        {
            log.OutboxUnavailable(past.Upload.Id, failure);
            return false;
        }
    }

    /// <summary>Ends a step, and removes its note or leaves it to be settled.</summary>
    public async ValueTask EndAsync(OutboxDocument note, bool removes)
    {
        try
        {
            if (removes)
            {
                await documents.RemoveAsync(note.Upload.Id, OutboxDocument.NoteName, CancellationToken.None);
            }
        }
        catch (UploadStoreException failure)
        {
            log.OutboxUnavailable(note.Upload.Id, failure);
        }
        finally
        {
            _running.TryRemove(note.Id, out _);
            if (!removes)
            {
                NoteLeft();
            }
        }
    }

    /// <summary>
    /// The names of the events that wait, in their order, and whether there is a note. Events are removed of which only the last has to be
    /// delivered.
    /// </summary>
    public async ValueTask<(IReadOnlyList<string> Events, bool HasNote)> LookAsync(string id, CancellationToken cancellationToken)
    {
        var names = (await documents.NamesAsync(id, cancellationToken)).ToList();
        foreach (var former in names.Where(OutboxDocument.IsReceived).SkipLast(1).ToList())
        {
            await documents.RemoveAsync(id, former, cancellationToken);
            names.Remove(former);
        }

        return (names, names.Remove(OutboxDocument.NoteName));
    }

    /// <summary>Whether anything of an upload is kept.</summary>
    public async ValueTask<bool> KnowsAsync(string id) => (await documents.NamesAsync(id, CancellationToken.None)).Count > 0;

    /// <summary>The uploads of which something is kept.</summary>
    public IAsyncEnumerable<string> IdsAsync(CancellationToken cancellationToken) => documents.IdsAsync(cancellationToken);

    /// <summary>An event; null when it isn't there any more.</summary>
    public async ValueTask<OutboxDocument?> ReadAsync(string id, string name, CancellationToken cancellationToken)
    {
        if (await documents.ReadAsync(id, name, cancellationToken) is not { } json)
        {
            return null;
        }

        try
        {
            return OutboxDocument.Parse(json.Span);
        }
        catch (JsonException unreadable)
        {
            throw new UploadStoreException(
                $"The document '{name}' of upload '{id}' in the outbox can't be read: {unreadable.Message} Mend it, or remove it.",
                isTransient: false, unreadable);
        }
    }

    /// <summary>Removes an event that is delivered.</summary>
    public ValueTask RemoveAsync(string id, string name) => documents.RemoveAsync(id, name, CancellationToken.None);
}
