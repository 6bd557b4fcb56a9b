using System.Collections.Concurrent;
using System.Globalization;
using Holdfast.Conformance.Processes;

namespace Holdfast.Conformance.Engine;

/// <summary>
/// Ends a run when the target no longer responds, so that this is reported once and not by every case. After a case without a response, the
/// target is asked twice on separate connections. A target that Holdfast can start is restarted a few times.
/// </summary>
/// <param name="ask">Sends a request to the target and to the fault proxy; <see langword="null"/> if both answer.</param>
/// <param name="process">The target's process, where Holdfast started it.</param>
/// <param name="time">The clock.</param>
internal sealed class CircuitBreaker(Func<CancellationToken, Task<Death?>> ask, IServerProcess? process, TimeProvider time) : IDisposable
{
    /// <summary>The time between the two requests to a target: long enough for a server that a supervisor restarts.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>How many times a server is restarted.</summary>
    private const int Restarts = 3;

    /// <summary>How many cases a sentence names; as many as run at once by default.</summary>
    private const int Named = 8;

    private readonly SemaphoreSlim _asking = new(1, 1);
    private readonly CancellationTokenSource _tripped = new();
    private readonly ConcurrentDictionary<string, long> _running = new();
    private readonly ConcurrentQueue<(long At, string Sentence)> _deaths = new();
    private readonly long _start = time.GetTimestamp();
    private long _alive = time.GetTimestamp();

    /// <summary>Cancelled when the target cannot be used any more.</summary>
    public CancellationToken Tripped => _tripped.Token;

    /// <summary>One sentence for each death of the target; empty if there was none.</summary>
    public IReadOnlyList<string> Deaths => [.. _deaths.Select(death => death.Sentence)];

    /// <summary>Whether the target ended the run, and not a tool between the cases and the target.</summary>
    public bool IsTarget { get; private set; } = true;

    /// <summary>Records that a case runs. Returns the time at which it began.</summary>
    public long Enter(string caseId)
    {
        var now = time.GetTimestamp();
        _running[caseId] = now;
        return now;
    }

    /// <summary>Says that a case is over.</summary>
    public void Leave(string caseId) => _running.TryRemove(caseId, out _);

    /// <summary>Whether the target died after <paramref name="moment"/>: results of a case since then prove nothing.</summary>
    public bool DiedSince(long moment) => _deaths.Any(death => death.At >= moment);

    /// <summary>Looks whether the target still lives, for a case that got no answer.</summary>
    public async Task SuspectAsync(CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        await _asking.WaitAsync(cancellationToken);
        try
        {
            // Another case may have probed the target while this one waited; its result counts for both.
            if (_alive >= since || _tripped.IsCancellationRequested)
            {
                return;
            }

            if (await DeathAsync(cancellationToken) is not { } death)
            {
                _alive = time.GetTimestamp();
                return;
            }

            await DiedAsync(since, death, cancellationToken);
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose()
    {
        _tripped.Dispose();
        _asking.Dispose();
    }

    private async Task<Death?> DeathAsync(CancellationToken cancellationToken)
    {
        if (await ask(cancellationToken) is null)
        {
            return null;
        }

        await Task.Delay(Pause, time, cancellationToken);
        return await ask(cancellationToken);
    }

    private async Task DiedAsync(long since, Death death, CancellationToken cancellationToken)
    {
        IsTarget = death.IsTarget;
        Tell(since, $"{death.What} {Moment(since)} into the run ({death.How})",
            process?.EndedByItself is { } ended ? Environment.NewLine + ended : "");
        if (process is null || !IsTarget || _deaths.Count > Restarts || await process.RestartAsync(cancellationToken) is not null)
        {
            await _tripped.CancelAsync();
            return;
        }

        _alive = time.GetTimestamp();
    }

    private void Tell(long at, string what, string more = "")
    {
        var inFlight =
            _running.Where(running => running.Value <= at).OrderBy(running => running.Value).Select(running => running.Key).ToList();
        var rest = inFlight.Count > Named ? string.Create(CultureInfo.InvariantCulture, $" and {inFlight.Count - Named} more") : "";
        var cases = inFlight.Count == 0 ? "no case" : string.Join(", ", inFlight.Take(Named)) + rest;
        _deaths.Enqueue((at, $"{what}; in flight: {cases}.{more}"));
    }

    private string Moment(long at) => string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(_start, at).TotalSeconds:0.0} s");
}
