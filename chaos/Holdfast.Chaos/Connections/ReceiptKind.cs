namespace Holdfast.Chaos.Connections;

/// <summary>The results of a read.</summary>
internal enum ReceiptKind
{
    /// <summary>Bytes arrived.</summary>
    Data,

    /// <summary>The peer closed its direction.</summary>
    Fin,

    /// <summary>The peer reset the connection.</summary>
    Reset,

    /// <summary>The proxy closed the socket.</summary>
    Closed,
}
