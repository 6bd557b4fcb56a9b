namespace Holdfast.Chaos;

/// <summary>What a fault does when it strikes. The factory methods set what each kind needs.</summary>
public sealed record HttpAction
{
    /// <summary>The kind.</summary>
    public HttpActionKind Kind { get; init; }

    /// <summary>For a half-close, a black hole and a stall: the direction; null: both.</summary>
    public ToxicStream? Direction { get; init; }

    /// <summary>How long a stall lasts, or the time between two pieces of a drip.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The bytes of a piece of a drip.</summary>
    public int PieceSize { get; init; }

    /// <summary>The status that is injected, 200 to 599.</summary>
    public int Status { get; init; }

    /// <summary>FIN to both sides.</summary>
    public static HttpAction Close() => new() { Kind = HttpActionKind.Close };

    /// <summary>RST to both sides.</summary>
    public static HttpAction Reset() => new() { Kind = HttpActionKind.Reset };

    /// <summary>FIN in one direction only. What its source still sends is read and dropped.</summary>
    public static HttpAction HalfClose(ToxicStream direction) => new() { Kind = HttpActionKind.HalfClose, Direction = direction };

    /// <summary>Swallows all data and the FIN of one direction, or of both; no socket is closed.</summary>
    public static HttpAction BlackHole(ToxicStream? direction = null) => new() { Kind = HttpActionKind.BlackHole, Direction = direction };

    /// <summary>Holds one direction, or both, for so long.</summary>
    public static HttpAction Stall(TimeSpan duration, ToxicStream? direction = null) =>
        new() { Kind = HttpActionKind.Stall, Duration = duration, Direction = direction };

    /// <summary>Passes the rest of the message in pieces of so many bytes, with so long between them.</summary>
    public static HttpAction Drip(int pieceSize, TimeSpan interval) =>
        new() { Kind = HttpActionKind.Drip, PieceSize = pieceSize, Duration = interval };

    /// <summary>Inverts the byte that comes next in the message.</summary>
    public static HttpAction Corrupt() => new() { Kind = HttpActionKind.Corrupt };

    /// <summary>Lets the server finish its answer, shows the client nothing of it, and closes.</summary>
    public static HttpAction LoseResponse() => new() { Kind = HttpActionKind.LoseResponse };

    /// <summary>
    /// Sends the complete request twice over the same connection, as a retrying intermediary does. The first final answer
    /// is swallowed.
    /// </summary>
    public static HttpAction DeliverTwice() => new() { Kind = HttpActionKind.DeliverTwice };

    /// <summary>Swallows the interim (1xx) responses to the request, except 101.</summary>
    public static HttpAction StripInterim() => new() { Kind = HttpActionKind.StripInterim };

    /// <summary>Passes the first interim response on and sends FIN behind it, as intermediaries do that take it for the final one.</summary>
    public static HttpAction FinalizeInterim() => new() { Kind = HttpActionKind.FinalizeInterim };

    /// <summary>Holds the request until it is complete, as buffering proxies do.</summary>
    public static HttpAction BufferRequest() => new() { Kind = HttpActionKind.BufferRequest };

    /// <summary>Answers with this status and an empty body; nothing more reaches the server, nor its answer the client.</summary>
    public static HttpAction InjectStatus(int status) => new() { Kind = HttpActionKind.InjectStatus, Status = status };
}
