using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Wire.Http2;

/// <summary>
/// HTTP/2 from a client's side (RFC 9113), frame by frame over a stream of bytes: requests on separate streams, with settings, pings and
/// windows handled. Requests are sent unchanged, even if they are wrong.
/// </summary>
internal sealed class Http2Connection : IAsyncDisposable
{
    /// <summary>RFC 9113, 6.5.2: the frame size that every peer accepts.</summary>
    public const int MaxFrame = 16_384;

    private const ushort HeaderTableSize = 0x1;
    private const ushort EnablePush = 0x2;
    private const ushort InitialWindowSize = 0x4;

    private readonly Stream _stream;
    private readonly Transcript _transcript;
    private readonly int _number;
    private readonly IRequestGate? _gate;
    private readonly Http2Grants _grants;
    private readonly TimeSpan _patience;
    private readonly FieldDecoder _decoder;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ConcurrentDictionary<int, Http2Stream> _streams = new();
    private readonly TaskCompletionSource<bool> _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<byte> _block = [];
    private (int Stream, bool Ends) _head;
    private int _last = -1;
    private Task _reading = Task.CompletedTask;
    private WireEnd _end = WireEnd.Open;
    private string? _beyond;
    private int _smallFrames;

    private Http2Connection(
        Stream stream, string scheme, Http2Grants grants, TimeSpan patience, Transcript transcript, int number, IRequestGate? gate)
    {
        (_stream, Scheme, _grants, _patience, _transcript, _number, _gate) = (stream, scheme, grants, patience, transcript, number, gate);
        _decoder = new FieldDecoder(grants.HeaderTableSize);
    }

    public string Scheme { get; }

    /// <summary>The flow-control windows that the peer grants.</summary>
    public SendWindows Windows { get; } = new();

    /// <summary>Speaks first, and waits for the peer's settings. <see langword="null"/> when it speaks something else.</summary>
    public static async Task<Http2Connection?> BeginAsync(
        Stream stream, string scheme, Http2Grants grants, TimeSpan patience, Transcript transcript, int number, IRequestGate? gate,
        CancellationToken cancellationToken)
    {
        var connection = new Http2Connection(stream, scheme, grants, patience, transcript, number, gate);
        byte[] settings = [.. Setting(HeaderTableSize, grants.HeaderTableSize), .. Setting(EnablePush, 0),
            .. Setting(InitialWindowSize, grants.InitialWindow)];
        byte[] preface = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. new Http2Frame(FrameType.Settings, 0, 0, settings).ToArray()];
        await connection.WriteAsync(preface, cancellationToken);
        connection._reading = connection.ReadAllAsync();
        try
        {
            if (await connection._settled.Task.WaitAsync(patience, transcript.Clock.Time, cancellationToken))
            {
                return connection;
            }
        }
        catch (TimeoutException)
        {
            transcript.Event(number, WireDirection.Note, "note", $"No SETTINGS within {patience.TotalSeconds:0.###} s.");
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <summary>Opens the next stream.</summary>
    public Http2Stream Open()
    {
        var id = Interlocked.Add(ref _last, 2);
        var number = _transcript.NextConnection();
        _transcript.Event(number, WireDirection.Sent, "connect", $"Stream {id} of connection {_number}, HTTP/2.");
        var stream = new Http2Stream(this, id, number, _transcript, _gate);
        _streams[id] = stream;
        if (_end != WireEnd.Open)
        {
            stream.Receive(StreamEvent.Of(_end, _beyond));
        }

        return stream;
    }

    /// <summary>Lets the peer send on a stream whose window was kept shut.</summary>
    public Task<bool> GrantAsync(int stream, int bytes, CancellationToken cancellationToken) =>
        SendAsync(new Http2Frame(FrameType.WindowUpdate, 0, stream, Number(bytes)), cancellationToken);

    /// <summary>Sends a frame as it is. <see langword="false"/> when the connection broke.</summary>
    public Task<bool> SendAsync(Http2Frame frame, CancellationToken cancellationToken) => WriteAsync(frame.ToArray(), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _transcript.Event(_number, WireDirection.Sent, "close", "Closed the connection (FIN).");
        await _stream.DisposeAsync();
        await _reading;
        _writing.Dispose();
    }

    private async Task<bool> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            // A frame must be sent completely or the connection is unusable, so only a peer that accepts nothing for a long time interrupts
            // it.
            using var impatience = new CancellationTokenSource(_patience, _transcript.Clock.Time);
            await _stream.WriteAsync(bytes, impatience.Token);
            await _stream.FlushAsync(impatience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            _transcript.Event(_number, WireDirection.Note, "note", $"The peer read no frame within {_patience.TotalSeconds:0.###} s.");
            await _stream.DisposeAsync();
            return false;
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAllAsync()
    {
        try
        {
            while (await Http2Frame.ReadAsync(_stream, CancellationToken.None) is { } frame)
            {
                _smallFrames += frame.Payload.Length < ReadingLimits.SmallFrame ? 1 : 0;
                if (_smallFrames > ReadingLimits.SmallFrames)
                {
                    throw new BeyondLimitException(ReadingLimits.BeyondSmallFrames);
                }

                await TakeAsync(frame);
            }

            _end = WireEnd.Closed;
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            _end = WireEnd.Reset;
        }
        catch (FormatException exception)
        {
            _transcript.Event(_number, WireDirection.Note, "note", exception.Message);
            _end = WireEnd.Garbage;
        }
        catch (BeyondLimitException exception)
        {
            _transcript.Exceeded(_number, exception.Message);
            (_end, _beyond) = (WireEnd.Garbage, exception.Message);
        }

        _settled.TrySetResult(false);
        foreach (var stream in _streams.Values)
        {
            stream.Receive(StreamEvent.Of(_end, _beyond));
        }
    }

    private async Task TakeAsync(Http2Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Settings when !frame.Has(Http2Frame.Ack):
                Apply(frame.Payload.Span);
                await SendAsync(new Http2Frame(FrameType.Settings, Http2Frame.Ack, 0, default), CancellationToken.None);
                _settled.TrySetResult(true);
                break;
            case FrameType.Ping when !frame.Has(Http2Frame.Ack):
                await SendAsync(frame with { Flags = Http2Frame.Ack }, CancellationToken.None);
                break;
            case FrameType.WindowUpdate:
                Windows.Grow(frame.Stream, frame.Number);
                break;
            case FrameType.Headers or FrameType.Continuation:
                await CollectAsync(frame);
                break;
            case FrameType.Data:
                await ReceiveAsync(frame);
                break;
            case FrameType.ResetStream:
                _transcript.Event(
                    _number, WireDirection.Received, "reset", $"Stream {frame.Stream} was reset (RST_STREAM, code {frame.Number}).");
                _ = Find(frame)?.Receive(StreamEvent.Of(WireEnd.Reset));
                break;
            case FrameType.GoAway:
                _transcript.Event(_number, WireDirection.Received, "note", $"GOAWAY; the last stream is {frame.Number}.");
                break;
        }
    }

    private async Task CollectAsync(Http2Frame frame)
    {
        if (frame.Type == FrameType.Headers)
        {
            _head = (frame.Stream, frame.Has(Http2Frame.EndStream));
        }

        _block.AddRange((frame.Type == FrameType.Headers ? frame.Content : frame.Payload).Span);
        if (_block.Count > ReadingLimits.Heads)
        {
            throw new BeyondLimitException(ReadingLimits.BeyondHeads);
        }

        if (frame.Has(Http2Frame.EndHeaders))
        {
            var fields = _decoder.Decode(_block.ToArray());
            _block.Clear();
            await HandOverAsync(_head.Stream, new StreamEvent(fields, default, _head.Ends, null));
        }
    }

    private async Task HandOverAsync(int id, StreamEvent received)
    {
        if (_streams.TryGetValue(id, out var stream) && !stream.Receive(received))
        {
            _streams.TryRemove(id, out _);
            await SendAsync(new Http2Frame(FrameType.ResetStream, 0, id, Number((int)Http2Stream.Cancel)), CancellationToken.None);
        }
    }

    private async Task ReceiveAsync(Http2Frame frame)
    {
        if (!frame.Content.IsEmpty || frame.Has(Http2Frame.EndStream))
        {
            await HandOverAsync(frame.Stream, new StreamEvent(null, frame.Content, frame.Has(Http2Frame.EndStream), null));
        }

        if (!frame.Payload.IsEmpty)
        {
            await GrantAsync(0, frame.Payload.Length, CancellationToken.None);
            if (_grants.Refills && !frame.Has(Http2Frame.EndStream) && Find(frame) is not null)
            {
                await GrantAsync(frame.Stream, frame.Payload.Length, CancellationToken.None);
            }
        }
    }

    private Http2Stream? Find(Http2Frame frame) => _streams.GetValueOrDefault(frame.Stream);

    private void Apply(ReadOnlySpan<byte> settings)
    {
        for (; settings.Length >= 6; settings = settings[6..])
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(settings) == InitialWindowSize)
            {
                Windows.SetInitial(BinaryPrimitives.ReadUInt32BigEndian(settings[2..]));
            }
        }
    }

    private static byte[] Setting(ushort name, int value) => [(byte)(name >> 8), (byte)name, .. Number(value)];

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
