using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Connections;

/// <summary>The part of a connection that its links use.</summary>
internal interface ILinkOwner
{
    /// <summary>Whether the toxic applies to this connection.</summary>
    bool Strikes(Toxic toxic);

    /// <summary>Creates the stage of a toxic; null if it needs none.</summary>
    Stage? CreateStage(Toxic toxic, Link link);

    /// <summary>The source has ended. Returns the ending to send through the pipeline after the data; null for none.</summary>
    Ending? SourceEnded(Link link, ReceiptKind how);

    /// <summary>An ending has passed the pipeline, and all data before it is written.</summary>
    void Ended(Link link, Ending ending);

    /// <summary>The source ended after a fault had already ended its direction.</summary>
    void SourceSilent();

    /// <summary>The destination does not accept data any more.</summary>
    void DestinationLost(Link link);
}
