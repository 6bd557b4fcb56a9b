using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Core;

/// <summary>One request's right to work on several uploads at once; given back in the opposite order.</summary>
internal sealed class TurnStack(UploadOptions options, UploadLog log, CancellationToken stopping) : IAsyncDisposable
{
    private readonly Stack<(Turn Turn, CancellationTokenRegistration Ending)> _turns = [];

    // One source for all: a chain of them would end thousands of parts by thousands of calls inside each other.
    private readonly CancellationTokenSource _completion = new();

    /// <summary>Bounds the store's work: it ends when it ends for any of the uploads.</summary>
    public CancellationToken Completion => _completion.Token;

    /// <summary>One of the locks isn't held any more, so nothing that is done now may count.</summary>
    public bool IsLost => _turns.Any(held => held.Turn.IsLost);

    /// <summary>The scope for a change of the upload whose lock was taken first. The other uploads are only read.</summary>
    public WriteScope Scope => _turns.Last().Turn.Scope with { Completion = Completion };

    /// <summary>Waits for the lock of one more upload; false when its holder doesn't release it in time.</summary>
    public async Task<bool> TakeAsync(string id) => Add(await Turn.TakeAsync(options, id, body: null, log, stopping));

    /// <summary>The same for an upload that is only read.</summary>
    public async Task<bool> TakeToReadAsync(string id) => Add(await Turn.TakeToReadAsync(options, id, log, stopping));

    /// <summary>Lets the locker forget the upload whose lock was taken first, if it is complete or isn't there.</summary>
    public UploadOutcome Settle(UploadOutcome outcome) => _turns.Last().Turn.Settle(outcome);

    // Disposes each turn, also when an earlier one fails.
    [SuppressMessage("Design", "CA1031", Justification = "The first failure is thrown at the end.")]
    public async ValueTask DisposeAsync()
    {
        ExceptionDispatchInfo? failure = null;
        while (_turns.TryPop(out var last))
        {
            try
            {
                await last.Ending.DisposeAsync();
                await last.Turn.DisposeAsync();
            }
            catch (Exception exception)
            {
                failure ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        _completion.Dispose();
        failure?.Throw();
    }

    private bool Add(Turn? turn)
    {
        if (turn is null)
        {
            return false;
        }

        _turns.Push((turn, turn.Completion.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _completion)));
        return true;
    }
}
