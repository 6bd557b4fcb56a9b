using Holdfast.Chaos;
using Holdfast.Conformance.Links;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Walks;

/// <summary>Sends a request through a fault. Each fault has its own link, so that it affects no other request.</summary>
internal sealed class WalkTransfer(ResumableCase walker)
{
    /// <summary>How long to wait for bytes in flight before a later request may overtake them. No judgement depends on it.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    public Task<Exchange> SendAsync(WireRequest request, WireUrl url) => walker.SendAsync(request, url);

    /// <summary>
    /// Sends through a fault that the client waits out or is cut off by. <see langword="null"/> when it has no answer to read.
    /// </summary>
    public async Task<Exchange?> SendAsync(WireRequest request, WireUrl url, WalkFault fault)
    {
        if (fault.Kind == WalkFaultKind.LostAnswer)
        {
            await using var unanswered = await walker.SendUnansweredAsync(request, url);
            return null;
        }

        var link = await walker.Context.NewLinkAsync(url);
        foreach (var toxic in Before(fault))
        {
            await link.AddAsync(toxic, walker.Cancellation);
        }

        await using var connection = await walker.Context.ConnectAsync(url, link);
        if (fault.Kind is WalkFaultKind.Slow or WalkFaultKind.Latency)
        {
            return await connection.ExchangeAsync(request, walker.Patience, walker.Cancellation);
        }

        await SendCutAsync(connection, link, request, fault);
        return null;
    }

    /// <summary>Sends the first bytes, and nothing more until it is revived.</summary>
    public async Task<WireConnection> StallAsync(WireRequest request, WireUrl url, int bytes)
    {
        var connection = await walker.Context.ConnectAsync(url, await walker.Context.NewLinkAsync(url));
        await walker.SendPartAsync(connection, request, bytes);
        return connection;
    }

    /// <summary>Sends the rest of a stalled transfer and reads its response.</summary>
    public async Task<Exchange> ReviveAsync(StalledTransfer stalled)
    {
        await using var connection = stalled.Connection;
        await connection.SendAsync(stalled.Request.Body[stalled.Sent..], "body", walker.Cancellation);
        return await connection.ReadAsync(stalled.Request.Method, walker.Patience, walker.Cancellation);
    }

    private static IEnumerable<Toxic> Before(WalkFault fault) => fault.Kind switch
    {
        WalkFaultKind.Slow => [Toxic.Bandwidth(fault.Amount) with { Stream = ToxicStream.Upstream }],
        WalkFaultKind.Latency => [Latency(fault, ToxicStream.Upstream), Latency(fault, ToxicStream.Downstream)],
        _ => [],
    };

    private static LatencyToxic Latency(WalkFault fault, ToxicStream stream) =>
        Toxic.Latency(TimeSpan.FromMilliseconds(fault.Amount), TimeSpan.FromMilliseconds(fault.Amount / 2.0)) with { Stream = stream };

    private async Task SendCutAsync(WireConnection connection, ILink link, WireRequest request, WalkFault fault)
    {
        var bytes = Math.Min(fault.Amount, request.Body.Length);
        await walker.SendPartAsync(connection, request, bytes);
        await walker.PauseAsync(Moment);
        if (fault.Kind == WalkFaultKind.Reset)
        {
            connection.Reset();
        }
        else if (fault.Kind == WalkFaultKind.BlackHole)
        {
            await link.AddAsync(Toxic.Timeout() with { Stream = ToxicStream.Upstream }, walker.Cancellation);
            await link.AddAsync(Toxic.Timeout() with { Stream = ToxicStream.Downstream }, walker.Cancellation);
            await connection.SendAsync(request.Body[bytes..], "body", walker.Cancellation);
        }
    }
}
