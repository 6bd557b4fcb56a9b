using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Connections;

/// <summary>What a link asks and tells its connection.</summary>
internal interface ILinkOwner
{
    /// <summary>Whether a toxic strikes this connection.</summary>
    bool Strikes(Toxic toxic);

    /// <summary>Makes a toxic's stage, or null if it needs none.</summary>
    Stage? CreateStage(Toxic toxic, Link link);

    /// <summary>The source has ended: what shall travel the pipeline behind the data? Null: nothing any more.</summary>
    Ending? SourceEnded(Link link, ReceiptKind how);

    /// <summary>An ending has left the pipeline, and all data before it is written.</summary>
    void Ended(Link link, Ending ending);

    /// <summary>The source of a direction that a fault had half-closed has ended too.</summary>
    void SourceSilent();

    /// <summary>The destination takes no more data.</summary>
    void DestinationLost(Link link);
}
