namespace Holdfast.Conformance.Wire;

/// <summary>The state of a connection when its observation ends.</summary>
internal enum WireEnd
{
    /// <summary>Still open: nothing was received within the time limit.</summary>
    Open,

    /// <summary>The other side closed in order (FIN).</summary>
    Closed,

    /// <summary>The connection was reset (RST) or otherwise broken.</summary>
    Reset,

    /// <summary>The data was not HTTP.</summary>
    Garbage,
}
