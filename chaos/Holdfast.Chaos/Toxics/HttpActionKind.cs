namespace Holdfast.Chaos;

/// <summary>The kinds of actions of an HTTP fault.</summary>
public enum HttpActionKind
{
    /// <summary>Sends a FIN to both sides.</summary>
    Close,

    /// <summary>Sends an RST to both sides.</summary>
    Reset,

    /// <summary>Sends a FIN in one direction; the other one stays open.</summary>
    HalfClose,

    /// <summary>Drops all data and FINs; the sockets stay open.</summary>
    BlackHole,

    /// <summary>Holds all data for some time, then passes it on.</summary>
    Stall,

    /// <summary>Passes the rest of the message in small pieces.</summary>
    Drip,

    /// <summary>Inverts the next byte of the message.</summary>
    Corrupt,

    /// <summary>Drops the whole response; then sends a FIN to both sides.</summary>
    LoseResponse,

    /// <summary>Sends the request twice to the server, and the second response to the client.</summary>
    DeliverTwice,

    /// <summary>Drops interim responses to the request.</summary>
    StripInterim,

    /// <summary>Ends the client's connection after the first interim response, as if that were the final one.</summary>
    FinalizeInterim,

    /// <summary>Sends the request to the server only when it is complete.</summary>
    BufferRequest,

    /// <summary>Answers in the server's place, then sends a FIN to the client.</summary>
    InjectStatus,
}
