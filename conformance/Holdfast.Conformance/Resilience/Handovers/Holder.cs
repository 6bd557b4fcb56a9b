using Holdfast.Chaos;
using Holdfast.Conformance.Links;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience.Handovers;

/// <summary>An append that is under way while others ask for its upload.</summary>
internal sealed class Holder : IAsyncDisposable
{
    private static readonly BandwidthToxic Held = Toxic.Bandwidth(0) with { Name = "held", Stream = ToxicStream.Upstream };

    private readonly ResumableCase _t;
    private readonly ILink _link;
    private readonly WireConnection _connection;
    private readonly WireRequest _request;
    private Task _sending = Task.CompletedTask;
    private bool _isHeld;

    private Holder(ResumableCase t, ILink link, WireConnection connection, WireRequest request, long from)
    {
        (_t, _link, _connection, _request, From) = (t, link, connection, request, from);
        Reach = from + request.Body.Length;
    }

    /// <summary>The offset at which it began.</summary>
    public long From { get; }

    /// <summary>The offset if the server has everything that could have arrived so far.</summary>
    public long Reach { get; private set; }

    /// <summary>Half of it has arrived; the link holds the other half.</summary>
    public static async Task<Holder> StalledAsync(ResumableCase t, Upload upload, long offset, int bytes)
    {
        var holder = await BeginAsync(t, upload, offset, bytes);
        await t.SendPartAsync(holder._connection, holder._request, bytes / 2);
        await t.LetArriveAsync(upload, holder._link);
        await holder._link.AddAsync(Held, t.Cancellation);
        await holder._connection.SendAsync(holder._request.Body[(bytes / 2)..], "body", t.Cancellation);
        (holder.Reach, holder._isHeld) = (offset + (bytes / 2), true);
        return holder;
    }

    /// <summary>A complete append, with its header section, is in transit, and the link holds it.</summary>
    public static async Task<Holder> DelayedAsync(ResumableCase t, Upload upload, long offset, int bytes)
    {
        var holder = await BeginAsync(t, upload, offset, bytes);
        await holder._link.AddAsync(Held, t.Cancellation);
        await t.SendPartAsync(holder._connection, holder._request, bytes);
        (holder.Reach, holder._isHeld) = (offset, true);
        return holder;
    }

    /// <summary>It sends a little every 20 ms, for more than a second.</summary>
    public static Task<Holder> SlowAsync(ResumableCase t, Upload upload, long offset, int bytes) =>
        RunningAsync(t, upload, offset, bytes, new Pace(Math.Max(1, bytes / 60), TimeSpan.FromMilliseconds(20)));

    /// <summary>It sends as fast as a good link of 4 Mbit/s lets it.</summary>
    public static Task<Holder> FastAsync(ResumableCase t, Upload upload, long offset, int bytes) =>
        RunningAsync(t, upload, offset, bytes, new Pace(8192, TimeSpan.Zero), Toxic.Bandwidth(500) with { Stream = ToxicStream.Upstream });

    /// <summary>Releases the bytes that the link holds, waits until everything is sent, and reads the response.</summary>
    public async Task<Exchange> EndAsync()
    {
        await ReleaseAsync();
        await _sending;
        var answer = await _connection.ReadAsync("PATCH", _t.Patience, _t.Cancellation);

        // The link is empty now; its last bytes have arrived when a later request is answered.
        await _t.PauseAsync();
        return answer;
    }

    /// <summary>
    /// Judges the response to the old append after another one took over: a success for bytes that it did not send would mislead its
    /// client.
    /// </summary>
    public void JudgeTold(Exchange answer)
    {
        var all = From + _request.Body.Length;
        var misled = answer.IsSuccess && (_t.Protocol.Offset(answer) ?? all) < all;
        _t.Judge(
            Promise.OldAppendFails, "Response to the append that was taken over", "no success unless all its bytes are stored",
            misled ? $"{answer.Outcome} and offset {_t.Protocol.Offset(answer)}, of {all}" : answer.Outcome, !misled);
    }

    /// <summary>Releases the bytes that the link holds.</summary>
    public async Task ReleaseAsync()
    {
        if (_isHeld)
        {
            _isHeld = false;
            await _link.RemoveAsync(Held.Name, _t.Cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _sending;
    }

    private static async Task<Holder> BeginAsync(ResumableCase t, Upload upload, long offset, int bytes)
    {
        var link = await t.NewLinkAsync(upload);
        return new Holder(t, link, await t.Context.ConnectAsync(upload.Url, link), t.Append(upload, offset, bytes), offset);
    }

    private static async Task<Holder> RunningAsync(ResumableCase t, Upload upload, long offset, int bytes, Pace pace, Toxic? toxic = null)
    {
        var holder = await BeginAsync(t, upload, offset, bytes);
        if (toxic is not null)
        {
            await holder._link.AddAsync(toxic, t.Cancellation);
        }

        await t.SendPartAsync(holder._connection, holder._request, 0);
        holder._sending = holder.SendBodyAsync(pace);
        await t.LetArriveAsync(upload);
        return holder;
    }

    private async Task SendBodyAsync(Pace pace)
    {
        try
        {
            await _connection.SendBodyAsync(_request with { Pace = pace }, _t.Cancellation);
        }
        catch (OperationCanceledException) when (_t.Cancellation.IsCancellationRequested)
        {
            // The case is over; the caller's wait ends by the same token.
        }
    }
}
