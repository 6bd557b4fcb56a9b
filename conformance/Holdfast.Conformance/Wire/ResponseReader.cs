using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Conformance.Wire;

/// <summary>
/// Reads responses off a byte stream (RFC 9112). Where a client library would refuse or repair a malformed response, it accepts whatever
/// can be understood, and records the deviations.
/// </summary>
/// <param name="stream">Where the bytes come from.</param>
/// <param name="seen">Gets every part of a response as it was read.</param>
/// <param name="maximumBody">The most bytes of a body that are read.</param>
internal sealed class ResponseReader(Stream stream, Action<string, ReadOnlyMemory<byte>> seen, Func<long>? maximumBody = null)
{
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;
    private int _heads;
    private int _interims;

    private long MaximumBody => maximumBody?.Invoke() ?? ReadingLimits.Body;

    /// <summary>Bytes that were read and not yet used.</summary>
    public ReadOnlyMemory<byte> Unread => _buffer.AsMemory(_start.._end);

    /// <summary>Reads one response, interim or final; <see langword="null"/> when the stream ends before its first byte.</summary>
    /// <param name="requestMethod">The request's method: a response to HEAD has no body, regardless of its fields.</param>
    /// <exception cref="FormatException">The data is not an HTTP response.</exception>
    /// <exception cref="BeyondLimitException">Its head, or the number of interim responses, exceeds the limit.</exception>
    public async Task<WireResponse?> ReadAsync(string requestMethod, CancellationToken cancellationToken)
    {
        if (await ReadHeadAsync(cancellationToken) is not { } head)
        {
            return null;
        }

        // Data that is not HTTP stays unread, so that the log can show it.
        var response = ResponseHead.Parse(Encoding.Latin1.GetString(head.Span));
        _start += head.Length;
        seen(response.IsInterim ? "interim" : "head", head);
        if (response.IsInterim)
        {
            _heads += head.Length;
            return ++_interims <= ReadingLimits.Interims && _heads <= ReadingLimits.Heads
                ? response : throw new BeyondLimitException(ReadingLimits.BeyondInterims);
        }

        _heads = _interims = 0;
        var (body, complete, malformed, beyond) = await ReadBodyOrBreakAsync(response, requestMethod, cancellationToken);
        if (body.Length > 0)
        {
            seen("body", body);
        }

        return response with { Body = body, Complete = complete, Malformed = [.. response.Malformed, .. malformed], Beyond = beyond };
    }

    /// <summary>Reads until the stream ends, and discards the bytes. Returns <see langword="false"/> when it does not end.</summary>
    public async Task<bool> DrainAsync(CancellationToken cancellationToken)
    {
        _start = _end = 0;
        for (var left = MaximumBody; left > 0; left -= _end)
        {
            _end = 0;
            if (!await FillAsync(cancellationToken))
            {
                return true;
            }

            seen("body", Unread);
        }

        _end = 0;
        return false;
    }

    private async Task<ReadOnlyMemory<byte>?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        for (var searched = 0; ;)
        {
            var unread = _buffer.AsMemory(_start.._end);
            if (EndOfHead(unread.Span, Math.Max(0, searched - 3)) is var length and > 0)
            {
                return unread[..length].ToArray();
            }

            searched = unread.Length;
            if (_heads + searched > ReadingLimits.Heads)
            {
                // This cannot be a status line, which is short (RFC 9112, 4).
                throw unread.Span.StartsWith("HTTP/"u8)
                    ? new BeyondLimitException(_interims > 0 ? ReadingLimits.BeyondInterims : ReadingLimits.BeyondHeads)
                    : new FormatException(
                        $"{ReadingLimits.Quote(Encoding.Latin1.GetString(unread.Span[..200]))} is not the start of a response.");
            }

            if (!await FillAsync(cancellationToken))
            {
                return searched == 0 ? null : throw new FormatException("The stream ended inside a response head.");
            }
        }
    }

    private static int EndOfHead(ReadOnlySpan<byte> bytes, int from)
    {
        var crlf = bytes[from..].IndexOf("\n\r\n"u8);
        var lf = bytes[from..].IndexOf("\n\n"u8);
        if (lf >= 0 && (crlf < 0 || lf < crlf))
        {
            return from + lf + 2;
        }

        return crlf < 0 ? 0 : from + crlf + 3;
    }

    // A response whose body breaks off or never ends is still an answer: its status and fields have been received.
    private async Task<ReadBody> ReadBodyOrBreakAsync(
        WireResponse response, string requestMethod, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadBodyAsync(response, requestMethod, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            return new ReadBody([], false, $"The connection broke inside the body: {exception.Message}");
        }
        catch (OperationCanceledException)
        {
            return new ReadBody([], false, "The body did not end in time.") { Beyond = ReadingLimits.BeyondTime };
        }
        catch (BeyondLimitException beyond)
        {
            return new ReadBody([], false) { Beyond = beyond.Message };
        }
    }

    // RFC 9112, 6.3: the order in which the length of a body is found.
    private async Task<ReadBody> ReadBodyAsync(
        WireResponse response, string requestMethod, CancellationToken cancellationToken)
    {
        if (requestMethod == "HEAD" || response.Status is < 200 or 204 or 304)
        {
            return new ReadBody([], true);
        }

        if (response.Fields.List("Transfer-Encoding") is [.., var last] && last.Equals("chunked", StringComparison.OrdinalIgnoreCase))
        {
            return await ReadChunkedAsync(cancellationToken);
        }

        var lengths = response.Fields.List("Content-Length").Distinct().ToList();
        if (!response.Fields.Has("Content-Length"))
        {
            return await ReadToEndAsync(cancellationToken);
        }

        var declared = string.Join(", ", lengths);
        if (!long.TryParse(declared, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            return new ReadBody([], false, $"Content-Length is {ReadingLimits.Quote(declared)}, which is not a number.");
        }

        var most = MaximumBody;
        var body = await ReadUpToAsync(Math.Min(length, most), cancellationToken);
        return new ReadBody(body, body.Length == length)
        {
            Beyond = length > most && body.Length == most ? ReadingLimits.BeyondBody : null,
        };
    }

    private async Task<ReadBody> ReadToEndAsync(CancellationToken cancellationToken)
    {
        var most = MaximumBody;
        var body = await ReadUpToAsync(most, cancellationToken);
        var isWhole = body.Length < most || (_start == _end && !await FillAsync(cancellationToken));
        return new ReadBody(body, isWhole) { Beyond = isWhole ? null : ReadingLimits.BeyondBody };
    }

    private async Task<ReadBody> ReadChunkedAsync(CancellationToken cancellationToken)
    {
        var most = MaximumBody;
        var smallChunks = 0;
        using var body = new MemoryStream();
        while (true)
        {
            if (await ReadLineAsync(cancellationToken) is not { } sizeLine)
            {
                return new ReadBody(body.ToArray(), false, "The stream ended before the last chunk.");
            }

            var digits = sizeLine.Split(';')[0].TrimEnd(' ', '\t');
            if (!long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size) || size < 0)
            {
                return new ReadBody(
                    body.ToArray(), false, $"The chunk size is {ReadingLimits.Quote(digits)}, which is not a hexadecimal number.");
            }

            if (size == 0)
            {
                return await SkipTrailersAsync(cancellationToken)
                    ? new ReadBody(body.ToArray(), true)
                    : new ReadBody(body.ToArray(), false, "The stream ended inside the trailer section.");
            }

            smallChunks += size < ReadingLimits.SmallFrame ? 1 : 0;
            if (smallChunks > ReadingLimits.SmallFrames)
            {
                return new ReadBody(body.ToArray(), false) { Beyond = ReadingLimits.BeyondSmallChunks };
            }

            var chunk = await ReadUpToAsync(Math.Min(size, most - body.Length), cancellationToken);
            body.Write(chunk);
            if (chunk.Length < size && body.Length == most)
            {
                return new ReadBody(body.ToArray(), false) { Beyond = ReadingLimits.BeyondBody };
            }

            if (chunk.Length < size || await ReadLineAsync(cancellationToken) is not "")
            {
                return new ReadBody(body.ToArray(), false, "A chunk does not have the length of its chunk size.");
            }
        }
    }

    // No server of either protocol puts a promise into a trailer.
    private async Task<bool> SkipTrailersAsync(CancellationToken cancellationToken)
    {
        for (var skipped = 0; skipped <= ReadingLimits.Heads;)
        {
            var line = await ReadLineAsync(cancellationToken);
            if (line is null or "")
            {
                return line is not null;
            }

            skipped += line.Length;
        }

        throw new BeyondLimitException($"a trailer section of more than {ReadingLimits.Heads / 1024} KiB");
    }

    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var newline = _buffer.AsSpan(_start.._end).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                var line = Encoding.Latin1.GetString(_buffer, _start, newline).TrimEnd('\r');
                _start += newline + 1;
                return line;
            }

            if (_end - _start > ReadingLimits.Heads)
            {
                throw new BeyondLimitException($"a line of more than {ReadingLimits.Heads / 1024} KiB inside a body");
            }

            if (!await FillAsync(cancellationToken))
            {
                return null;
            }
        }
    }

    private async Task<byte[]> ReadUpToAsync(long length, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        while (body.Length < length && (_start < _end || await FillAsync(cancellationToken)))
        {
            var take = (int)Math.Min(length - body.Length, _end - _start);
            body.Write(_buffer, _start, take);
            _start += take;
        }

        return body.ToArray();
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_end == _buffer.Length)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read;
        return read > 0;
    }

    private sealed record ReadBody(byte[] Body, bool Complete, string? Fault = null)
    {
        public string? Beyond { get; init; }

        public void Deconstruct(out byte[] body, out bool complete, out string[] malformed, out string? beyond) =>
            (body, complete, malformed, beyond) = (Body, Complete, Fault is null ? [] : [Fault], Beyond);
    }
}
