using System.Globalization;
using System.Text;

namespace Holdfast.Chaos.Http;

/// <summary>
/// Parses the messages of one direction (RFC 9112): classifies arriving bytes, and keeps only those of a head or a line that is not
/// complete. After bytes that are not HTTP/1.x, everything is classified as foreign.
/// </summary>
/// <param name="isResponse">Whether responses arrive.</param>
/// <param name="requestMethod">The method of the request that the present response answers.</param>
internal sealed class MessageReader(bool isResponse, Func<string> requestMethod)
{
    // Kestrel and nginx accept 32 KiB by default; a longer head is treated as another protocol.
    private const int LongestHead = 64 * 1024;
    private const int LongestLine = 8 * 1024;

    // The longest registered method, UPDATEREDIRECTREF, has 17 letters.
    private const int LongestMethod = 20;

    private readonly List<byte> _text = [];
    private State _state = State.Head;
    private long _left;

    private enum State
    {
        Head,
        Content,
        ChunkSize,
        ChunkContent,
        ChunkEnd,
        Trailer,
        UntilClose,
        Foreign,
    }

    /// <summary>The head that was completed last.</summary>
    public MessageHead Head { get; private set; } = new("", "", 0, null, false, false);

    /// <summary>Whether the reader is between two messages.</summary>
    public bool IsBetween => _state == State.Head && _text.Count == 0;

    public bool IsForeign => _state == State.Foreign;

    /// <summary>Classifies everything from now on as foreign.</summary>
    public void GiveUp() => _state = State.Foreign;

    /// <summary>Classifies the first bytes of <paramref name="data"/>, which must not be empty.</summary>
    public Piece Next(ReadOnlySpan<byte> data) => _state switch
    {
        State.Head => ReadHead(data),
        State.Content or State.ChunkContent => ReadContent(data),
        State.UntilClose => new Piece(PieceKind.Content, data.Length),
        State.Foreign => new Piece(PieceKind.Foreign, data.Length),
        _ => ReadLine(data),
    };

    private Piece ReadHead(ReadOnlySpan<byte> data)
    {
        var blank = _text.Count == 0 ? data.Length - data.TrimStart("\r\n"u8).Length : 0;
        if (blank > 0)
        {
            return new Piece(PieceKind.Framing, blank);
        }

        for (var index = 0; index < data.Length; index++)
        {
            _text.Add(data[index]);
            if (EndsHead())
            {
                return Begin(index + 1);
            }

            if (!MayBeHead())
            {
                return Foreign(data.Length);
            }
        }

        return new Piece(PieceKind.HeadPart, data.Length);
    }

    private bool EndsHead() =>
        _text[^1] == '\n' && _text.Count > 3 && (_text[^2] == '\n' || (_text[^2] == '\r' && _text[^3] == '\n'));

    // Decided as early as possible: bytes of another protocol must not be held back while their sender waits for an answer.
    private bool MayBeHead()
    {
        var last = _text[^1];
        if (isResponse)
        {
            return _text.Count > 7 ? _text.Count <= LongestHead : last == "HTTP/1."u8[_text.Count - 1];
        }

        var space = _text.IndexOf((byte)' ');
        return space < 0
            ? _text.Count <= LongestMethod && last is (>= (byte)'A' and <= (byte)'Z') or (byte)'-'
            : space > 0 && _text.Count <= LongestHead;
    }

    private Piece Begin(int length)
    {
        var head = MessageHead.Parse([.. _text], isResponse);
        _text.Clear();
        if (head is null || (!isResponse && head is { IsEncoded: true, IsChunked: false }))
        {
            return Foreign(length);
        }

        Head = head;
        (_state, _left) = Body(head);
        return new Piece(PieceKind.Head, length, _state == State.Head);
    }

    // RFC 9112, 6.3, in its order.
    private (State State, long Left) Body(MessageHead head)
    {
        var method = isResponse ? requestMethod() : head.Method;
        if (isResponse && (head.Status == 101 || (method == "CONNECT" && head.Status is >= 200 and < 300)))
        {
            return (State.Foreign, 0);
        }

        if (isResponse && (head.IsInterim || head.Status is 204 or 304 || method == "HEAD"))
        {
            return (State.Head, 0);
        }

        return head switch
        {
            { IsChunked: true } => (State.ChunkSize, 0),
            { IsEncoded: true } => (State.UntilClose, 0),
            { Length: > 0 } => (State.Content, head.Length.Value),
            { Length: 0 } => (State.Head, 0),
            _ => (isResponse ? State.UntilClose : State.Head, 0),
        };
    }

    private Piece ReadContent(ReadOnlySpan<byte> data)
    {
        var count = (int)Math.Min(_left, data.Length);
        _left -= count;
        var ends = _left == 0 && _state == State.Content;
        if (_left == 0)
        {
            _state = ends ? State.Head : State.ChunkEnd;
        }

        return new Piece(PieceKind.Content, count, ends);
    }

    private Piece ReadLine(ReadOnlySpan<byte> data)
    {
        var end = data.IndexOf((byte)'\n');
        var count = end < 0 ? data.Length : end + 1;
        _text.AddRange(data[..count]);
        if (_text.Count > LongestLine)
        {
            return Foreign(data.Length);
        }

        if (end < 0)
        {
            return new Piece(PieceKind.Framing, count);
        }

        var line = Encoding.Latin1.GetString([.. _text]).TrimEnd('\r', '\n');
        _text.Clear();
        return EndLine(line) ? new Piece(PieceKind.Framing, count, _state == State.Head) : Foreign(data.Length);
    }

    // RFC 9112, 7.1: size and extensions, content, CRLF; after the last chunk trailers up to an empty line.
    private bool EndLine(string line)
    {
        var size = 0L;
        var valid = _state switch
        {
            State.ChunkSize => long.TryParse(
                line.Split(';')[0].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out size) && size >= 0,
            State.ChunkEnd => line.Length == 0,
            _ => true,
        };
        _left = size;
        _state = _state switch
        {
            State.ChunkSize => size > 0 ? State.ChunkContent : State.Trailer,
            State.ChunkEnd => State.ChunkSize,
            _ => line.Length == 0 ? State.Head : State.Trailer,
        };
        return valid;
    }

    private Piece Foreign(int length)
    {
        _text.Clear();
        _state = State.Foreign;
        return new Piece(PieceKind.Foreign, length);
    }
}
