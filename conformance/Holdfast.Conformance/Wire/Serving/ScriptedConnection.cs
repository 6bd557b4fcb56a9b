using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Wire.Serving;

/// <summary>
/// The server's end of one connection, whose bytes a script reads and writes. Each character of a text is one byte (ISO 8859-1).
/// </summary>
internal sealed class ScriptedConnection(
    Socket socket, Stream stream, int number, Transcript? transcript, CancellationToken end) : IDisposable
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(string Mark, TaskCompletionSource Seen)> _awaited = [];
    private readonly Lock _gate = new();
    private readonly MemoryStream _received = new();
    private int _taken;

    /// <summary>The connection's number, from 1, in order of acceptance.</summary>
    public int Number => number;

    public CancellationToken End => end;

    /// <summary>How the client ended the connection: FIN or RST. Known when the script has read up to the end.</summary>
    public Task<string> Ended => _ended.Task;

    /// <summary>All bytes that have arrived so far.</summary>
    public string Received
    {
        get
        {
            lock (_gate)
            {
                return Encoding.Latin1.GetString(Arrived(0));
            }
        }
    }

    /// <summary>Waits until the script has read bytes that contain <paramref name="mark"/>.</summary>
    public Task SeenAsync(string mark, CancellationToken token)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _awaited.Add((mark, seen));
            CompleteAwaited();
        }

        return seen.Task.WaitAsync(token);
    }

    /// <summary>
    /// Consumes the bytes up to and including the next <paramref name="mark"/>; returns <see langword="null"/> when the client ended the
    /// connection before.
    /// </summary>
    /// <exception cref="BeyondLimitException">More than <paramref name="most"/> bytes arrived without it.</exception>
    public async Task<string?> ReceiveUntilAsync(string mark, int most = int.MaxValue)
    {
        var sought = Encoding.Latin1.GetBytes(mark);
        var from = 0;
        while (true)
        {
            var at = Waiting[from..].Span.IndexOf(sought);
            if (at >= 0)
            {
                return Encoding.Latin1.GetString(Take(from + at + sought.Length).Span);
            }

            if (Waiting.Length > most)
            {
                throw new BeyondLimitException(string.Create(CultureInfo.InvariantCulture, $"a request head of more than {most} bytes"));
            }

            from = Math.Max(0, Waiting.Length - sought.Length + 1);
            if (!await FillAsync())
            {
                return null;
            }
        }
    }

    public Task<string?> ReceiveHeadAsync() => ReceiveUntilAsync("\r\n\r\n");

    /// <summary>Reads the head of the next request; <see langword="null"/> when the client ended the connection before.</summary>
    /// <exception cref="FormatException">The bytes are not an HTTP request.</exception>
    /// <exception cref="BeyondLimitException">The head exceeds the reading limits.</exception>
    public async Task<ServedRequest?> ReceiveRequestAsync()
    {
        if (await ReceiveUntilAsync("\r\n\r\n", ReadingLimits.Heads) is not { } head)
        {
            return null;
        }

        transcript?.Bytes(number, WireDirection.Received, "head", Encoding.Latin1.GetBytes(head));
        return RequestHead.Parse(head) with { Connection = number, At = transcript?.Clock.Elapsed ?? TimeSpan.Zero };
    }

    /// <summary>
    /// Reads the body of a request, without its framing. Returns <see langword="false"/> when the body was cut.
    /// </summary>
    /// <param name="request">The request whose head was read last.</param>
    /// <param name="arrived">Called with each piece as it arrives.</param>
    public async Task<bool> ReceiveBodyAsync(ServedRequest request, Action<ReadOnlyMemory<byte>> arrived)
    {
        if (!request.IsChunked)
        {
            return await ReceivePieceAsync(request.Number("Content-Length") ?? 0, arrived);
        }

        while (await ReceiveUntilAsync("\r\n") is { } line && RequestHead.ChunkSize(line) is { } size)
        {
            if (size == 0)
            {
                return await SkipTrailersAsync();
            }

            if (!await ReceivePieceAsync(size, arrived) || await ReceiveAsync(2) != "\r\n")
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>
    /// Consumes the bytes that have arrived, at least 1 and at most <paramref name="most"/>; empty when the client has ended the
    /// connection.
    /// </summary>
    public async Task<string> ReceiveSomeAsync(long most) => Encoding.Latin1.GetString((await ReceiveAvailableAsync(most)).Span);

    /// <summary>Consumes exactly this many bytes, or fewer when the client ended the connection.</summary>
    public async Task<string> ReceiveAsync(int count)
    {
        while (Waiting.Length < count && await FillAsync())
        {
        }

        return Encoding.Latin1.GetString(Take(Math.Min(count, Waiting.Length)).Span);
    }

    /// <summary>Reads and discards all bytes up to the client's end of the connection, and returns how it ended: FIN or RST.</summary>
    public async Task<string> DrainAsync()
    {
        while (await FillAsync(keep: false))
        {
        }

        return await Ended;
    }

    /// <summary>Sends these bytes unchanged.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text), "head");

    /// <summary>Sends a response; the response to HEAD has no body (RFC 9110, 9.3.2).</summary>
    public async Task SendAsync(ServedAnswer answer, string method)
    {
        await SendAsync(answer.Head(method), "head");
        if (method != "HEAD" && answer.Body.Length > 0)
        {
            await SendAsync(answer.Body, "body");
        }
    }

    /// <summary>Ends the server's sending side (FIN) and keeps reading.</summary>
    public void Fin()
    {
        transcript?.Event(number, WireDirection.Sent, "close", "Half-closed: nothing more will be sent (FIN).");
        socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Breaks the connection (RST).</summary>
    public void Reset()
    {
        transcript?.Event(number, WireDirection.Sent, "reset", "Reset the connection (RST).");
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    }

    public void Dispose()
    {
        stream.Dispose();
        socket.Dispose();
    }

    // The bytes that arrived and were not consumed yet. Only the script reads, so none are added meanwhile.
    private ReadOnlyMemory<byte> Waiting => _received.GetBuffer().AsMemory(_taken, (int)_received.Length - _taken);

    private Span<byte> Arrived(int from) => _received.GetBuffer().AsSpan(from, (int)_received.Length - from);

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, string kind)
    {
        await stream.WriteAsync(bytes, end);
        await stream.FlushAsync(end);
        transcript?.Bytes(number, WireDirection.Sent, kind, bytes.Span);
    }

    private async Task<bool> ReceivePieceAsync(long count, Action<ReadOnlyMemory<byte>> arrived)
    {
        for (var left = count; left > 0;)
        {
            var piece = await ReceiveAvailableAsync(left);
            if (piece.IsEmpty)
            {
                return false;
            }

            transcript?.Bytes(number, WireDirection.Received, "body", piece.Span);
            arrived(piece);
            left -= piece.Length;
        }

        return true;
    }

    private async Task<bool> SkipTrailersAsync()
    {
        var line = await ReceiveUntilAsync("\r\n");
        while (line is not null and not "\r\n")
        {
            line = await ReceiveUntilAsync("\r\n");
        }

        return line is not null;
    }

    private async Task<ReadOnlyMemory<byte>> ReceiveAvailableAsync(long most) =>
        Waiting.Length == 0 && !await FillAsync() ? ReadOnlyMemory<byte>.Empty : Take((int)Math.Min(most, Waiting.Length));

    private ReadOnlyMemory<byte> Take(int count)
    {
        var taken = Waiting[..count].ToArray();
        _taken += count;
        return taken;
    }

    private void CompleteAwaited()
    {
        foreach (var (_, seen) in _awaited.Where(awaited => Arrived(0).IndexOf(Encoding.Latin1.GetBytes(awaited.Mark)) >= 0))
        {
            seen.TrySetResult();
        }
    }

    private async Task<bool> FillAsync(bool keep = true)
    {
        int read;
        try
        {
            read = await stream.ReadAsync(_buffer, end);
        }
        catch (IOException broken) when (broken.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            SetEnded("RST", "reset", "The client reset the connection (RST).");
            return false;
        }

        if (read == 0)
        {
            SetEnded("FIN", "close", "The client closed its side of the connection (FIN).");
            return false;
        }

        lock (_gate)
        {
            if (keep)
            {
                _received.Write(_buffer, 0, read);
            }

            CompleteAwaited();
        }

        return true;
    }

    private void SetEnded(string how, string kind, string sentence)
    {
        if (_ended.TrySetResult(how))
        {
            transcript?.Event(number, WireDirection.Received, kind, sentence);
        }
    }
}
