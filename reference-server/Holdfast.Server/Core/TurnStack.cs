namespace Holdfast.Server;

/// <summary>One request's right to work on several uploads at once; given back in the opposite order.</summary>
internal sealed class TurnStack(UploadOptions options, UploadLog log, CancellationToken stopping) : IAsyncDisposable
{
    private readonly Stack<Turn> _turns = [];
    private CancellationTokenSource _completion = new();

    /// <summary>Bounds the store's work: it ends when it ends for any of the uploads.</summary>
    public CancellationToken Completion => _completion.Token;

    /// <summary>Waits for one more upload; false when its holder doesn't let go in time.</summary>
    public async Task<bool> TakeAsync(string id)
    {
        if (await Turn.TakeAsync(options, id, body: null, log, stopping) is not { } turn)
        {
            return false;
        }

        _turns.Push(turn);
        var before = _completion;
        _completion = CancellationTokenSource.CreateLinkedTokenSource(turn.Completion, before.Token);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        _completion.Dispose();
        while (_turns.TryPop(out var turn))
        {
            await turn.DisposeAsync();
        }
    }
}
