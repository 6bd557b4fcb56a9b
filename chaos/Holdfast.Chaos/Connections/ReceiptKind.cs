namespace Holdfast.Chaos.Connections;

/// <summary>The outcomes of a read.</summary>
internal enum ReceiptKind
{
    /// <summary>Bytes arrived.</summary>
    Data,

    /// <summary>The peer closed its direction.</summary>
    Fin,

    /// <summary>The peer broke the connection off.</summary>
    Reset,

    /// <summary>We closed the socket ourselves.</summary>
    Closed,
}
