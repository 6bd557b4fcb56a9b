using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Conformance.Wire;

/// <summary>
/// Reads responses off a byte stream (RFC 9112). It accepts what a careful judge can still make sense of and writes down
/// what is wrong with it, where a client library would refuse or repair.
/// </summary>
internal sealed class ResponseReader(Stream stream, Action<string, ReadOnlyMemory<byte>> seen)
{
    /// <summary>Larger than any head that a server sends in earnest; a hostile one must not fill the memory.</summary>
    private const int MaximumHead = 256 * 1024;

    /// <summary>Larger than any body that a case asks for.</summary>
    private const int MaximumBody = 64 * 1024 * 1024;

    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>Octets that were read and not yet used.</summary>
    public ReadOnlyMemory<byte> Unread => _buffer.AsMemory(_start.._end);

    /// <summary>Reads one response, interim or final; <see langword="null"/> when the stream ends before its first octet.</summary>
    /// <param name="requestMethod">The method that is answered: HEAD has no body whatever the fields say.</param>
    /// <exception cref="FormatException">What came is not an HTTP response.</exception>
    public async Task<WireResponse?> ReadAsync(string requestMethod, CancellationToken cancellationToken)
    {
        if (await ReadHeadAsync(cancellationToken) is not { } head)
        {
            return null;
        }

        // What is not HTTP stays unread, so that the log can show it.
        var response = ResponseHead.Parse(Encoding.Latin1.GetString(head.Span));
        _start += head.Length;
        seen(response.IsInterim ? "interim" : "head", head);
        if (response.IsInterim)
        {
            return response;
        }

        var (body, complete, malformed) = await ReadBodyOrBreakAsync(response, requestMethod, cancellationToken);
        if (body.Length > 0)
        {
            seen("body", body);
        }

        return response with { Body = body, Complete = complete, Malformed = [.. response.Malformed, .. malformed] };
    }

    /// <summary>Reads until the stream ends, throwing the octets away.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        _start = _end = 0;
        while (await FillAsync(cancellationToken))
        {
            seen("body", Unread);
            _start = _end = 0;
        }
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
            if (searched > MaximumHead)
            {
                throw new FormatException($"The response head is longer than {MaximumHead} octets.");
            }

            if (!await FillAsync(cancellationToken))
            {
                return searched == 0 ? null : throw new FormatException("The stream ended inside a response head.");
            }
        }
    }

    private static int EndOfHead(ReadOnlySpan<byte> octets, int from)
    {
        var crlf = octets[from..].IndexOf("\n\r\n"u8);
        var lf = octets[from..].IndexOf("\n\n"u8);
        if (lf >= 0 && (crlf < 0 || lf < crlf))
        {
            return from + lf + 2;
        }

        return crlf < 0 ? 0 : from + crlf + 3;
    }

    // A response whose body breaks off or never ends is still an answer: its status and fields have been received.
    private async Task<(byte[] Body, bool Complete, string[] Malformed)> ReadBodyOrBreakAsync(
        WireResponse response, string requestMethod, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadBodyAsync(response, requestMethod, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            return ([], false, [$"The connection broke inside the body: {exception.Message}"]);
        }
        catch (OperationCanceledException)
        {
            return ([], false, ["The body did not end in the time given."]);
        }
    }

    // RFC 9112, 6.3: the order in which the length of a body is found.
    private async Task<(byte[] Body, bool Complete, string[] Malformed)> ReadBodyAsync(
        WireResponse response, string requestMethod, CancellationToken cancellationToken)
    {
        if (requestMethod == "HEAD" || response.Status is < 200 or 204 or 304)
        {
            return ([], true, []);
        }

        if (response.Fields.List("Transfer-Encoding") is [.., var last] && last.Equals("chunked", StringComparison.OrdinalIgnoreCase))
        {
            return await ReadChunkedAsync(cancellationToken);
        }

        var lengths = response.Fields.List("Content-Length").Distinct().ToList();
        if (!response.Fields.Has("Content-Length"))
        {
            return (await ReadUpToAsync(MaximumBody, cancellationToken), true, []);
        }

        var declared = string.Join(", ", lengths);
        if (!int.TryParse(declared, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > MaximumBody)
        {
            return ([], false, [$"Content-Length is '{declared}', which is not a number up to {MaximumBody}."]);
        }

        var body = await ReadUpToAsync(length, cancellationToken);
        return (body, body.Length == length, []);
    }

    private async Task<(byte[] Body, bool Complete, string[] Malformed)> ReadChunkedAsync(CancellationToken cancellationToken)
    {
        var body = new List<byte>();
        while (body.Count <= MaximumBody)
        {
            if (await ReadLineAsync(cancellationToken) is not { } sizeLine)
            {
                return ([.. body], false, ["The stream ended before the last chunk."]);
            }

            var digits = sizeLine.Split(';')[0].TrimEnd(' ', '\t');
            if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size) || size < 0 || size > MaximumBody)
            {
                return ([.. body], false, [$"The chunk size is '{digits}', which is not a hexadecimal number up to {MaximumBody:x}."]);
            }

            if (size == 0)
            {
                return await SkipTrailersAsync(cancellationToken)
                    ? ([.. body], true, [])
                    : ([.. body], false, ["The stream ended inside the trailer section."]);
            }

            var chunk = await ReadUpToAsync(size, cancellationToken);
            body.AddRange(chunk);
            if (chunk.Length < size || await ReadLineAsync(cancellationToken) is not "")
            {
                return ([.. body], false, ["A chunk is not as long as it says."]);
            }
        }

        return ([.. body], false, [$"The body is longer than {MaximumBody} octets."]);
    }

    // No server of either protocol puts a promise into a trailer.
    private async Task<bool> SkipTrailersAsync(CancellationToken cancellationToken)
    {
        string? line;
        do
        {
            line = await ReadLineAsync(cancellationToken);
        }
        while (line is { Length: > 0 });

        return line is not null;
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

            if (_end - _start > MaximumHead || !await FillAsync(cancellationToken))
            {
                return null;
            }
        }
    }

    private async Task<byte[]> ReadUpToAsync(int length, CancellationToken cancellationToken)
    {
        var body = new List<byte>(Math.Min(length, 64 * 1024));
        while (body.Count < length)
        {
            if (_start == _end && !await FillAsync(cancellationToken))
            {
                break;
            }

            var take = Math.Min(length - body.Count, _end - _start);
            body.AddRange(_buffer.AsSpan(_start, take));
            _start += take;
        }

        return [.. body];
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
}
