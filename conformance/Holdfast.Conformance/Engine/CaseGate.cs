using Holdfast.Conformance.Discovery;
using Holdfast.Conformance.Histories;
using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Engine;

/// <summary>
/// Applies the rate limit, writes the case's history, and shows the case's requests and responses to the steps of its protocol.
/// </summary>
internal sealed class CaseGate(RateLimit rate, CaseDeadline deadline, HistoryRecorder recorder, TimeProvider time) : IRequestGate
{
    private int _throttled;

    /// <summary>The number of temporarily refused requests that were not repeated.</summary>
    public int Throttled => _throttled;

    /// <summary>The response to the latest of them.</summary>
    public string? LastThrottled { get; private set; }

    /// <summary>The deviations of the target that the case takes as they are.</summary>
    public Ground Ground { get; init; } = Ground.Firm;

    /// <summary>Called before a request is sent; throws when it must not be sent.</summary>
    public Action<WireRequest> Sending { get; set; } = _ => { };

    /// <summary>Called before a header section is sent that the case wrote byte by byte; throws if it must not be sent.</summary>
    public Action SendingRaw { get; set; } = () => { };

    /// <summary>Called when an answer, or the lack of one, is known.</summary>
    public Action<WireRequest, Exchange> Received { get; set; } = (_, _) => { };

    public async ValueTask AdmitAsync(int connection, WireRequest? request, CancellationToken cancellationToken)
    {
        if (request is null)
        {
            SendingRaw();
        }
        else
        {
            Sending(request);
        }

        await WaitAsync(rate.Reserve(), cancellationToken);
        recorder.Invoked(connection, request);
    }

    /// <summary>
    /// The case takes the server's disk or store away: a 503 is then a result to judge, not a request to try again later.
    /// </summary>
    public bool ExpectsRefusals { get; init; }

    /// <summary>
    /// Waits for the pause that the target requested. A connection that was idle meanwhile might be closed before its first request.
    /// </summary>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        while (rate.Pause is var pause && pause > TimeSpan.Zero)
        {
            await WaitAsync(pause, cancellationToken);
        }
    }

    public void Sends(int connection, int bytes) => recorder.Sends(connection, bytes);

    public void ReceivedInterim(int connection, WireResponse interim) => recorder.ReceivedInterim(connection, interim);

    public Exchange Answered(int connection, Exchange exchange)
    {
        if (WaitFor(exchange) is { } wait)
        {
            Interlocked.Increment(ref _throttled);
            LastThrottled = exchange.Outcome;
            if (exchange.Status == 429)
            {
                rate.SlowDown(wait);
            }
        }

        if (exchange.Request is { } request)
        {
            recorder.Answered(connection, exchange);
            Received(request, exchange);
        }

        return Ground.DeadEnd(exchange) is { } sentence ? throw CaseStoppedException.Inconclusive(sentence) : Ground.Seen(exchange);
    }

    /// <summary>
    /// Waits as long as a response requests, outside the case's time limit. <see langword="false"/> if it requests no repetition.
    /// </summary>
    public async Task<bool> IsThrottledAsync(Exchange answer, CancellationToken cancellationToken)
    {
        if (WaitFor(answer) is not { } wait)
        {
            return false;
        }

        // A 429 holds back the whole run already, this request among the others.
        await WaitAsync(answer.Status == 429 ? TimeSpan.Zero : wait, cancellationToken);
        Interlocked.Decrement(ref _throttled);
        return true;
    }

    private TimeSpan? WaitFor(Exchange answer) => ExpectsRefusals && answer.Status == 503 ? null : Throttling.Wait(answer, time);

    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        if (wait > TimeSpan.Zero)
        {
            deadline.Extend(wait);
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    public void Ended(int connection) => recorder.Ended(connection);
}
