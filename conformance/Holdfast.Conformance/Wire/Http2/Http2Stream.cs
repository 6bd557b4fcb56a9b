using System.Buffers.Binary;
using System.Text;
using System.Threading.Channels;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Wire.Http2;

/// <summary>
/// One request on an HTTP/2 connection. In the log and for observers of requests it is a separate connection. Network failures are returned
/// as values, as on <see cref="WireConnection"/>.
/// </summary>
internal sealed class Http2Stream(Http2Connection connection, int id, int number, Transcript transcript, IRequestGate? gate)
{
    /// <summary>RFC 9113, 7: the stream is no longer needed.</summary>
    public const uint Cancel = 0x8;

    private readonly Channel<StreamEvent> _received = Channel.CreateUnbounded<StreamEvent>();
    private WireRequest? _request;
    private int _blocks;
    private int _heads;
    private long _body;

    public int Id => id;

    /// <summary>Called by the connection for all data of the stream, whether or not it is being read.</summary>
    /// <returns><see langword="false"/> if the limit is exceeded, which ends the stream.</returns>
    public bool Receive(StreamEvent received)
    {
        _blocks += received.Fields is null ? 0 : 1;
        _heads += received.Fields?.Sum(FieldTable.SizeOf) ?? 0;
        _body += received.Data.Length;
        var beyond = _blocks > ReadingLimits.Interims || _heads > ReadingLimits.Heads ? ReadingLimits.BeyondInterims
            : _body > transcript.MaximumBody ? ReadingLimits.BeyondBody
            : null;
        if (beyond is not null)
        {
            transcript.Exceeded(number, beyond);
        }

        // The events before this one are kept: a response whose body exceeds the limit still has its head.
        _received.Writer.TryWrite(beyond is null ? received : StreamEvent.Of(WireEnd.Garbage, beyond));
        return beyond is null;
    }

    /// <summary>
    /// Sends the head; <paramref name="ends"/> when no content follows. <see langword="false"/> when the connection broke.
    /// </summary>
    public async Task<bool> SendHeadAsync(WireRequest request, bool ends, CancellationToken cancellationToken)
    {
        _request = request;
        if (gate is not null)
        {
            await gate.AdmitAsync(number, request, cancellationToken);
        }

        var fields = FieldEncoder.Fields(request, connection.Scheme).ToList();
        var flags = (byte)(Http2Frame.EndHeaders | (ends ? Http2Frame.EndStream : 0));
        var text = string.Join("\r\n", fields.Select(field => $"{field.Name}: {field.Value}"));
        gate?.Leaves(Encoding.Latin1.GetBytes(text + "\r\n"));
        transcript.Bytes(number, WireDirection.Sent, "head", Encoding.Latin1.GetBytes(ends ? text + "\r\n(END_STREAM)" : text));
        return await connection.SendAsync(new Http2Frame(FrameType.Headers, flags, id, FieldEncoder.Encode(fields)), cancellationToken);
    }

    /// <summary>Sends content as the peer's windows allow. <see langword="false"/> when the connection broke.</summary>
    public async Task<bool> SendBodyAsync(ReadOnlyMemory<byte> content, bool ends, CancellationToken cancellationToken)
    {
        var isOpen = true;
        for (var left = content; isOpen && !left.IsEmpty;)
        {
            var taken = await connection.Windows.TakeAsync(id, Math.Min(left.Length, Http2Connection.MaxFrame), cancellationToken);
            gate?.Sends(number, taken);
            isOpen = await SendDataAsync(left[..taken], ends && taken == left.Length, cancellationToken);
            left = left[taken..];
        }

        return content.IsEmpty && ends ? await SendDataAsync(default, ends, cancellationToken) : isOpen;
    }

    /// <summary>Ends the stream at once (RFC 9113, 6.4).</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        transcript.Event(number, WireDirection.Sent, "reset", "Reset the stream (RST_STREAM, CANCEL).");
        gate?.Ended(number);
        var code = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(code, Cancel);
        await connection.SendAsync(new Http2Frame(FrameType.ResetStream, 0, id, code), cancellationToken);
    }

    /// <summary>Sends a request and reads its answer at the same time.</summary>
    public async Task<Exchange> ExchangeAsync(WireRequest request, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ends = request.Body.IsEmpty;
        var sent = await SendHeadAsync(request, ends, cancellationToken) && !ends
            ? SendRestAsync(request.Body, sending.Token) : Task.CompletedTask;
        try
        {
            return await ReadAsync(patience, cancellationToken);
        }
        finally
        {
            await sending.CancelAsync();
            await sent;
        }
    }

    /// <summary>The next response, if it is an interim one; <see langword="null"/> when none comes.</summary>
    public async Task<WireResponse?> ReadInterimAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var impatience = new CancellationTokenSource(patience, transcript.Clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(impatience.Token, cancellationToken);
        try
        {
            await _received.Reader.WaitToReadAsync(either.Token);
            if (!_received.Reader.TryPeek(out var next) || next.Fields is not { } fields
                || Respond(fields, next.EndsStream) is not { IsInterim: true } interim)
            {
                return null;
            }

            await _received.Reader.ReadAsync(either.Token);
            Tell(interim);
            return interim;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Reads interim responses and the final one.</summary>
    public async Task<Exchange> ReadAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var impatience = new CancellationTokenSource(patience, transcript.Clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(impatience.Token, cancellationToken);
        var reading = new StreamReading();
        try
        {
            while (!reading.IsOver)
            {
                reading.Take(await _received.Reader.ReadAsync(either.Token), Respond, Tell);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            transcript.Event(number, WireDirection.Note, "note", $"Nothing more came within {patience.TotalSeconds:0.###} s.");
        }

        var exchange = reading.ToExchange() with { Request = _request };
        if (exchange.Response is { } response)
        {
            transcript.Bytes(number, WireDirection.Received, "head", Encoding.Latin1.GetBytes(Shown(response)));
            transcript.Bytes(number, WireDirection.Received, "body", response.Body.Span);
        }

        return gate?.Answered(number, exchange) ?? exchange;
    }

    private async Task<bool> SendDataAsync(ReadOnlyMemory<byte> content, bool ends, CancellationToken cancellationToken)
    {
        gate?.Leaves(content.Span);
        transcript.Bytes(number, WireDirection.Sent, "body", content.Span);
        return await connection.SendAsync(
            new Http2Frame(FrameType.Data, ends ? Http2Frame.EndStream : (byte)0, id, content), cancellationToken);
    }

    private async Task SendRestAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            await SendBodyAsync(content, ends: true, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            transcript.Event(number, WireDirection.Note, "note", "Stopped sending: the response has arrived, or the case has ended.");
        }
    }

    private WireResponse Respond(IReadOnlyList<WireField> fields, bool endsStream) =>
        StreamResponse.Of(fields, endsStream, transcript.Clock.Elapsed);

    private void Tell(WireResponse interim)
    {
        transcript.Bytes(number, WireDirection.Received, "interim", Encoding.Latin1.GetBytes(Shown(interim)));
        gate?.ReceivedInterim(number, interim);
    }

    private static string Shown(WireResponse response) =>
        string.Join("\r\n", response.Fields.Select(field => $"{field.Name}: {field.Value}").Prepend($":status: {response.Status}"));
}
