namespace Holdfast.Server.Core;

/// <summary>
/// A step that a request takes, for which there is a note in the outbox. What has happened is kept as events before the request is
/// answered. If that is left undone, by a failure or by a crash, the note stays, and what happened is found out by looking at the upload.
/// </summary>
internal sealed class OutboxStep(UploadOutbox outbox, OutboxDocument note) : IAsyncDisposable
{
    private bool _isClosed;
    private bool _isWhole = true;

    /// <summary>The note.</summary>
    public OutboxDocument Note => note;

    /// <summary>Keeps an event. When the outbox can't be written now, the note stays.</summary>
    public async ValueTask KeepAsync(Transition past) => _isWhole &= await outbox.TryKeepAsync(past, note);

    /// <summary>All that has happened is kept as events.</summary>
    public void Close() => _isClosed = true;

    /// <summary>Removes the note when nothing more is to be known from it.</summary>
    public ValueTask DisposeAsync() => outbox.EndAsync(note, removes: _isClosed && _isWhole);
}
