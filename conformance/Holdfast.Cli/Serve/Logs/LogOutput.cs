using System.Buffers;
using System.Text;

namespace Holdfast.Cli.Serve.Logs;

/// <summary>
/// Writes lines to a stream from one thread, all lines that wait in one call. The host's console logger makes a call for each line, and a
/// small upload has six lines: that took about a tenth of its CPU. A line that comes while none waits is written at once.
/// </summary>
internal sealed class LogOutput : IDisposable
{
    /// <summary>
    /// The most characters that wait for the reader of the log, about 5,000 lines. Beyond it lines are dropped and counted, because a
    /// reader that stops reading must not stop the uploads.
    /// </summary>
    private const int Capacity = 1024 * 1024;

    /// <summary>How long the server's end waits for a reader that stopped reading.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly object _gate = new();
    private readonly Stream _stream;
    private readonly Func<long, StringBuilder> _describeDropped;
    private readonly Thread _writer;
    private ArrayBufferWriter<char> _waiting = new();
    private ArrayBufferWriter<char> _next = new();
    private long _dropped;
    private bool _isIdle;
    private bool _isEnded;

    /// <param name="stream">Where the lines go, as UTF-8; it is closed at the end.</param>
    /// <param name="describeDropped">The line that stands for a number of dropped lines.</param>
    public LogOutput(Stream stream, Func<long, StringBuilder> describeDropped)
    {
        (_stream, _describeDropped) = (stream, describeDropped);
        _writer = new Thread(WriteAll) { IsBackground = true, Name = "Holdfast log" };
        _writer.Start();
    }

    /// <summary>Copies the line, with its line break, to be written.</summary>
    public void Write(StringBuilder line)
    {
        lock (_gate)
        {
            if (_waiting.WrittenCount + line.Length > Capacity)
            {
                _dropped++;
                return;
            }

            AddDropped();
            Add(line);
            if (_isIdle)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>Writes what waits, and closes the stream.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            AddDropped();
            _isEnded = true;
            Monitor.Pulse(_gate);
        }

        _writer.Join(Patience);
    }

    private void AddDropped()
    {
        if (_dropped > 0)
        {
            Add(_describeDropped(_dropped));
            _dropped = 0;
        }
    }

    private void Add(StringBuilder line)
    {
        line.CopyTo(0, _waiting.GetSpan(line.Length), line.Length);
        _waiting.Advance(line.Length);
    }

    private void WriteAll()
    {
        using var stream = _stream;
        var bytes = new ArrayBufferWriter<byte>();
        while (Next() is { WrittenCount: > 0 } lines)
        {
            Encoding.UTF8.GetBytes(lines.WrittenSpan, bytes);
            try
            {
                stream.Write(bytes.WrittenSpan);
            }
            catch (IOException)
            {
                // A full disk below a redirected log: the uploads go on, and the log says how much it lacks once it can be written again.
                Drop(lines.WrittenSpan.Count('\n'));
            }

            bytes.ResetWrittenCount();
            lines.ResetWrittenCount();
        }
    }

    private void Drop(int count)
    {
        lock (_gate)
        {
            _dropped += count;
        }
    }

    // All lines that wait; none once the log has ended.
    private ArrayBufferWriter<char> Next()
    {
        lock (_gate)
        {
            while (_waiting.WrittenCount == 0 && !_isEnded)
            {
                _isIdle = true;
                Monitor.Wait(_gate);
                _isIdle = false;
            }

            (_waiting, _next) = (_next, _waiting);
            return _next;
        }
    }
}
