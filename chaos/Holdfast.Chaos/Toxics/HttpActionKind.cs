namespace Holdfast.Chaos;

/// <summary>What a fault does to an exchange.</summary>
public enum HttpActionKind
{
    /// <summary>FIN to both sides.</summary>
    Close,

    /// <summary>RST to both sides.</summary>
    Reset,

    /// <summary>FIN in one direction; the other goes on.</summary>
    HalfClose,

    /// <summary>Everything is swallowed, also a FIN, and the sockets stay open.</summary>
    BlackHole,

    /// <summary>Everything is held for a while, then goes on.</summary>
    Stall,

    /// <summary>The rest of the message passes in small pieces.</summary>
    Drip,

    /// <summary>The next byte of the message is inverted.</summary>
    Corrupt,

    /// <summary>The server's whole answer is swallowed; then both sides get FIN.</summary>
    LoseResponse,

    /// <summary>The server gets the request twice, the client the second answer.</summary>
    DeliverTwice,

    /// <summary>Interim responses to the request are swallowed.</summary>
    StripInterim,

    /// <summary>The first interim response ends the client's connection, as if it were the final one.</summary>
    FinalizeInterim,

    /// <summary>The server sees the request only when it is complete.</summary>
    BufferRequest,

    /// <summary>The proxy answers in the server's place, then sends FIN to the client.</summary>
    InjectStatus,
}
