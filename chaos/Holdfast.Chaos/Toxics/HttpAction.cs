namespace Holdfast.Chaos;

/// <summary>The action of an HTTP fault. Each factory method sets the properties that its kind needs.</summary>
public sealed record HttpAction
{
    /// <summary>The kind of action.</summary>
    public HttpActionKind Kind { get; init; }

    /// <summary>The direction of a half-close, a black hole or a stall; null: both directions, which a half-close cannot have.</summary>
    public ToxicStream? Direction { get; init; }

    /// <summary>The duration of a stall, or the time between two pieces of a drip; not negative.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The bytes in a piece of a drip; at least 1.</summary>
    public int PieceSize { get; init; }

    /// <summary>The status to inject, from 200 to 599.</summary>
    public int Status { get; init; }

    /// <summary>Sends a FIN to both sides.</summary>
    public static HttpAction Close() => new() { Kind = HttpActionKind.Close };

    /// <summary>Sends an RST to both sides.</summary>
    public static HttpAction Reset() => new() { Kind = HttpActionKind.Reset };

    /// <summary>Sends a FIN in one direction. Data that its source still sends is read and dropped.</summary>
    public static HttpAction HalfClose(ToxicStream direction) => new() { Kind = HttpActionKind.HalfClose, Direction = direction };

    /// <summary>Drops all data and the FIN of one direction, or of both, and closes no socket.</summary>
    public static HttpAction BlackHole(ToxicStream? direction = null) => new() { Kind = HttpActionKind.BlackHole, Direction = direction };

    /// <summary>Holds the data of one direction, or of both, for <paramref name="duration"/>.</summary>
    public static HttpAction Stall(TimeSpan duration, ToxicStream? direction = null) =>
        new() { Kind = HttpActionKind.Stall, Duration = duration, Direction = direction };

    /// <summary>
    /// Passes the rest of the message in pieces of <paramref name="pieceSize"/> bytes, with <paramref name="interval"/> between them.
    /// </summary>
    public static HttpAction Drip(int pieceSize, TimeSpan interval) =>
        new() { Kind = HttpActionKind.Drip, PieceSize = pieceSize, Duration = interval };

    /// <summary>Inverts the next byte of the message.</summary>
    public static HttpAction Corrupt() => new() { Kind = HttpActionKind.Corrupt };

    /// <summary>Drops the whole response of the server, then closes both sides.</summary>
    public static HttpAction LoseResponse() => new() { Kind = HttpActionKind.LoseResponse };

    /// <summary>
    /// Sends the complete request twice over the same connection, as a retrying intermediary does. The first final response is dropped.
    /// </summary>
    public static HttpAction DeliverTwice() => new() { Kind = HttpActionKind.DeliverTwice };

    /// <summary>Drops the interim (1xx) responses to the request, except 101.</summary>
    public static HttpAction StripInterim() => new() { Kind = HttpActionKind.StripInterim };

    /// <summary>
    /// Passes the first interim response on and sends a FIN after it, as an intermediary does that mistakes it for the final response.
    /// </summary>
    public static HttpAction FinalizeInterim() => new() { Kind = HttpActionKind.FinalizeInterim };

    /// <summary>Holds the request until it is complete, as buffering proxies do.</summary>
    public static HttpAction BufferRequest() => new() { Kind = HttpActionKind.BufferRequest };

    /// <summary>
    /// Answers with this status and an empty body. Nothing more reaches the server, and its response does not reach the client.
    /// </summary>
    public static HttpAction InjectStatus(int status) => new() { Kind = HttpActionKind.InjectStatus, Status = status };
}
