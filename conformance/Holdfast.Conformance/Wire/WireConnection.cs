using System.Net.Sockets;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Wire;

/// <summary>
/// One connection, bytes in and bytes out: HTTP/1.1 on a socket, with or without TLS. Network failures are returned as values
/// (<see cref="Exchange"/>, <see cref="WireEnd"/>, <see langword="false"/>), never as an exception.
/// </summary>
internal sealed class WireConnection : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly ResponseReader _reader;
    private readonly Transcript _transcript;
    private readonly int _number;
    private readonly IRequestGate? _gate;
    private WireRequest? _latest;
    private WireResponse? _early;
    private bool _ended;
    private volatile bool _broken;

    public WireConnection(Socket socket, Stream stream, Transcript transcript, int number, IRequestGate? gate)
    {
        (_socket, _stream, _transcript, _number, _gate) = (socket, stream, transcript, number, gate);
        _reader = new ResponseReader(
            stream, (kind, bytes) => transcript.Bytes(number, WireDirection.Received, kind, bytes.Span), () => transcript.MaximumBody);
    }

    /// <summary>The connection's number in the case, from 1.</summary>
    public int Number => _number;

    /// <summary>The local port, to join this log with a server's.</summary>
    public int LocalPort => ((System.Net.IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Sends bytes as they are. <see langword="false"/> when the connection broke on the way.</summary>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes, string kind, CancellationToken cancellationToken)
    {
        if (kind == "head")
        {
            await AdmitAsync(null, cancellationToken);
        }

        return await WriteAsync(bytes, kind, cancellationToken);
    }

    public async Task<bool> SendHeadAsync(WireRequest request, CancellationToken cancellationToken)
    {
        await AdmitAsync(request, cancellationToken);
        return await WriteAsync(request.Head(), "head", cancellationToken);
    }

    private async ValueTask AdmitAsync(WireRequest? request, CancellationToken cancellationToken)
    {
        _latest = request;
        if (_gate is not null)
        {
            await _gate.AdmitAsync(_number, request, cancellationToken);
        }
    }

    private async Task<bool> WriteAsync(ReadOnlyMemory<byte> bytes, string kind, CancellationToken cancellationToken)
    {
        if (kind == "body")
        {
            // Recorded before they are sent: bytes in transit may have arrived.
            _gate?.Sends(_number, bytes.Length);
        }

        _gate?.Leaves(bytes.Span);
        try
        {
            await _stream.WriteAsync(bytes, cancellationToken);
            await _stream.FlushAsync(cancellationToken);
            _transcript.Bytes(_number, WireDirection.Sent, kind, bytes.Span);
            return true;
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            _broken = true;
            _transcript.Event(_number, WireDirection.Note, "note", $"Sending {bytes.Length} bytes failed: {exception.Message}");
            return false;
        }
    }

    /// <summary>Sends the body in the request's framing and at its pace.</summary>
    public async Task<bool> SendBodyAsync(WireRequest request, CancellationToken cancellationToken)
    {
        var framed = request.FramedBody().AsMemory();
        var pace = request.Pace ?? new Pace(64 * 1024, TimeSpan.Zero);
        for (var at = 0; at < framed.Length; at += pace.BytesPerWrite)
        {
            if (at > 0 && pace.Pause > TimeSpan.Zero)
            {
                await Task.Delay(pace.Pause, _transcript.Clock.Time, cancellationToken);
            }

            if (!await WriteAsync(framed.Slice(at, Math.Min(pace.BytesPerWrite, framed.Length - at)), "body", cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Sends a request and reads its answer at the same time, so that an early response is noticed while the body is still being sent.
    /// </summary>
    public async Task<Exchange> ExchangeAsync(WireRequest request, TimeSpan patience, CancellationToken cancellationToken)
    {
        // Before the patience begins: waiting for the rate cap is not the server's time.
        await AdmitAsync(request, cancellationToken);
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sent = SendWholeAsync(request, sending.Token);
        try
        {
            return await ReadAsync(request.Method, patience, cancellationToken);
        }
        finally
        {
            await sending.CancelAsync();
            await sent;
        }
    }

    /// <summary>Reads interim responses and the final one.</summary>
    /// <param name="requestMethod">The method that is answered.</param>
    /// <param name="patience">How long to wait for the whole answer.</param>
    /// <param name="cancellationToken">Ends the case.</param>
    public async Task<Exchange> ReadAsync(string requestMethod, TimeSpan patience, CancellationToken cancellationToken)
    {
        var exchange = (await ReadExchangeAsync(requestMethod, patience, cancellationToken)) with
        {
            Request = _latest, Method = requestMethod,
        };
        return _gate?.Answered(_number, exchange) ?? exchange;
    }

    private async Task<Exchange> ReadExchangeAsync(string requestMethod, TimeSpan patience, CancellationToken cancellationToken)
    {
        var interim = new List<WireResponse>();
        if (Interlocked.Exchange(ref _early, null) is { } early)
        {
            return new Exchange(interim, early, WireEnd.Open);
        }

        var (end, response, instead) = await BoundedAsync(
            async token =>
            {
                while (await _reader.ReadAsync(requestMethod, token) is { } next)
                {
                    var dated = next with { At = _transcript.Clock.Elapsed };
                    if (!dated.IsInterim)
                    {
                        return (WireEnd.Open, dated);
                    }

                    interim.Add(dated);
                    _gate?.ReceivedInterim(_number, dated);
                }

                return (WireEnd.Closed, (WireResponse?)null);
            },
            patience,
            cancellationToken);
        return new Exchange(interim, response, end) { Instead = instead };
    }

    /// <summary>
    /// Waits for one interim response. <see langword="null"/> when a final response or nothing was received instead; a final one is
    /// returned by the next <see cref="ReadAsync"/>.
    /// </summary>
    public async Task<WireResponse?> ReadInterimAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var (_, response, _) = await BoundedAsync(
            async token => (WireEnd.Open, await _reader.ReadAsync("POST", token)), patience, cancellationToken);
        _early = response is { IsInterim: false } ? response : null;
        if (response is { IsInterim: true })
        {
            _gate?.ReceivedInterim(_number, response);
        }

        return response is { IsInterim: true } ? response : null;
    }

    /// <summary>Reads on until the other side ends the connection, or the patience is at its end.</summary>
    public async Task<WireEnd> WaitForEndAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var (end, _, _) = await BoundedAsync(
            async token =>
            {
                if (await _reader.DrainAsync(token))
                {
                    return (WireEnd.Closed, (WireResponse?)null);
                }

                _transcript.Exceeded(_number, ReadingLimits.BeyondEnd);
                return (WireEnd.Open, null);
            },
            patience,
            cancellationToken);
        return end;
    }

    /// <summary>Ends our sending side (FIN) and keeps reading.</summary>
    public void HalfClose()
    {
        _transcript.Event(_number, WireDirection.Sent, "close", "Half-closed: nothing more will be sent (FIN).");
        Quietly(() => _socket.Shutdown(SocketShutdown.Send));
    }

    /// <summary>Breaks the connection (RST).</summary>
    public void Reset()
    {
        _ended = true;
        _transcript.Event(_number, WireDirection.Sent, "reset", "Reset the connection (RST).");
        _gate?.Ended(_number);
        Quietly(() => _socket.LingerState = new LingerOption(enable: true, seconds: 0));
        _socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ended)
        {
            _ended = true;
            _transcript.Event(_number, WireDirection.Sent, "close", "Closed the connection (FIN).");
            _gate?.Ended(_number);
        }

        await _stream.DisposeAsync();
        _socket.Dispose();
    }

    private async Task SendWholeAsync(WireRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (await WriteAsync(request.Head(), "head", cancellationToken))
            {
                await SendBodyAsync(request, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            _transcript.Event(_number, WireDirection.Note, "note", "Stopped sending: the response has arrived, or the case has ended.");
        }
    }

    private async Task<(WireEnd End, WireResponse? Response, string? Instead)> BoundedAsync(
        Func<CancellationToken, Task<(WireEnd, WireResponse?)>> read, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var impatience = new CancellationTokenSource(patience, _transcript.Clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(impatience.Token, cancellationToken);
        try
        {
            var (end, response) = await read(either.Token);
            // The kernel reports a reset once: if a write got it, the read sees an ordinary end.
            if (end == WireEnd.Closed && _broken)
            {
                _transcript.Event(_number, WireDirection.Received, "reset", "The connection broke while sending.");
                return (WireEnd.Reset, response, null);
            }

            if (end == WireEnd.Closed)
            {
                _transcript.Event(_number, WireDirection.Received, "close", "The peer closed the connection (FIN).");
            }

            if (response?.Beyond is { } unread)
            {
                _transcript.Exceeded(_number, unread);
            }

            return (end, response, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _transcript.Event(_number, WireDirection.Note, "note", $"Nothing more came within {patience.TotalSeconds:0.###} s.");
            return (WireEnd.Open, null, null);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            _transcript.Event(_number, WireDirection.Received, "reset", $"The connection broke: {exception.Message}");
            return (WireEnd.Reset, null, null);
        }
        catch (FormatException exception)
        {
            _transcript.Bytes(_number, WireDirection.Received, "body", _reader.Unread.Span);
            _transcript.Event(_number, WireDirection.Note, "note", exception.Message);
            return (WireEnd.Garbage, null, $"something that is not an HTTP response: {exception.Message.TrimEnd('.')}");
        }
        catch (BeyondLimitException exception)
        {
            _transcript.Bytes(_number, WireDirection.Received, "body", _reader.Unread.Span);
            _transcript.Exceeded(_number, exception.Message);
            return (WireEnd.Garbage, null, exception.Message);
        }
    }

    // Half-closing or resetting a socket that the other side broke first has nothing left to do.
    private static void Quietly(Action act)
    {
        try
        {
            act();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
        }
    }
}
