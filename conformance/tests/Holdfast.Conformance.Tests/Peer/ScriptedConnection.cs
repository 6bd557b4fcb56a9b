using System.Net.Sockets;
using System.Text;

namespace Holdfast.Conformance.Tests.Peer;

/// <summary>The server's end of one connection. Characters are bytes (ISO 8859-1).</summary>
internal sealed class ScriptedConnection(Socket socket, Stream stream, CancellationToken end) : IDisposable
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly StringBuilder _received = new();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(string Mark, TaskCompletionSource Seen)> _awaited = [];
    private int _taken;

    public CancellationToken End => end;

    /// <summary>How the client ended: FIN or RST, once somebody has read so far.</summary>
    public Task<string> Ended => _ended.Task;

    /// <summary>Everything that came so far.</summary>
    public string Received
    {
        get
        {
            lock (_received)
            {
                return _received.ToString();
            }
        }
    }

    /// <summary>Waits until the script has read bytes that contain <paramref name="mark"/>.</summary>
    public Task SeenAsync(string mark, CancellationToken token)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_received)
        {
            _awaited.Add((mark, seen));
            Tell();
        }

        return seen.Task.WaitAsync(token);
    }

    /// <summary>
    /// Takes the bytes up to and with the next <paramref name="mark"/>; <see langword="null"/> when the client ended before.
    /// </summary>
    public async Task<string?> ReceiveUntilAsync(string mark)
    {
        while (true)
        {
            var at = Received.IndexOf(mark, _taken, StringComparison.Ordinal);
            if (at >= 0)
            {
                return Take(at + mark.Length - _taken);
            }

            if (!await FillAsync())
            {
                return null;
            }
        }
    }

    public Task<string?> ReceiveHeadAsync() => ReceiveUntilAsync("\r\n\r\n");

    /// <summary>Takes what is there, at least 1 and at most <paramref name="most"/> bytes; empty when the client ended.</summary>
    public async Task<string> ReceiveSomeAsync(long most)
    {
        if (Received.Length == _taken && !await FillAsync())
        {
            return "";
        }

        return Take((int)Math.Min(most, Received.Length - _taken));
    }

    /// <summary>Takes exactly this many bytes, or fewer when the client ended.</summary>
    public async Task<string> ReceiveAsync(int count)
    {
        while (Received.Length - _taken < count && await FillAsync())
        {
        }

        return Take(Math.Min(count, Received.Length - _taken));
    }

    /// <summary>Reads on to the end, keeping nothing, and says how it came: FIN or RST.</summary>
    public async Task<string> DrainAsync()
    {
        while (await FillAsync(keep: false))
        {
        }

        return await Ended;
    }

    public async Task SendAsync(string octets)
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(octets), end);
        await stream.FlushAsync(end);
    }

    public void Fin() => socket.Shutdown(SocketShutdown.Send);

    public void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    }

    public void Dispose()
    {
        stream.Dispose();
        socket.Dispose();
    }

    private void Tell()
    {
        var text = _awaited.Count > 0 ? _received.ToString() : "";
        foreach (var (_, seen) in _awaited.Where(awaited => text.Contains(awaited.Mark, StringComparison.Ordinal)))
        {
            seen.TrySetResult();
        }
    }

    private string Take(int count)
    {
        var taken = Received.Substring(_taken, count);
        _taken += count;
        return taken;
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
            _ended.TrySetResult("RST");
            return false;
        }

        if (read == 0)
        {
            _ended.TrySetResult("FIN");
            return false;
        }

        lock (_received)
        {
            _ = keep ? _received.Append(Encoding.Latin1.GetString(_buffer, 0, read)) : _received;
            Tell();
        }

        return true;
    }
}
