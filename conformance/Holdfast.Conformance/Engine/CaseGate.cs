using Holdfast.Conformance.Histories;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Engine;

/// <summary>Holds the rate cap, writes the case's history, and lets the vocabulary of a protocol look at what a case sends and gets.</summary>
internal sealed class CaseGate(RateLimit? rate, CaseDeadline deadline, HistoryRecorder recorder, TimeProvider time) : IRequestGate
{
    /// <summary>Called before a request goes out; throws when it must not.</summary>
    public Action<WireRequest> Sending { get; set; } = _ => { };

    /// <summary>Called before a head goes out that the case wrote octet by octet; throws when it must not.</summary>
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

        if (rate?.Reserve() is { } wait && wait > TimeSpan.Zero)
        {
            deadline.Extend(wait);
            await Task.Delay(wait, time, cancellationToken);
        }

        recorder.Invoked(connection, request);
    }

    public void Sends(int connection, int octets) => recorder.Sends(connection, octets);

    public void Told(int connection, WireResponse interim) => recorder.Told(connection, interim);

    public void Answered(int connection, WireRequest request, Exchange exchange)
    {
        recorder.Answered(connection, exchange);
        Received(request, exchange);
    }

    public void Ended(int connection) => recorder.Ended(connection);
}
