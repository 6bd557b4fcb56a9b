namespace Holdfast.Chaos;

/// <summary>The direction in which a toxic works.</summary>
public enum ToxicStream
{
    /// <summary>From the client to the server.</summary>
    Upstream,

    /// <summary>From the server to the client; Toxiproxy's default.</summary>
    Downstream,
}
