using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Http;

/// <summary>What the stage of one direction has been told to do, by itself or by the other direction.</summary>
internal sealed class HttpOrders
{
    /// <summary>Data is dropped from now on.</summary>
    public bool Discards { get; set; }

    /// <summary>Ends are dropped too: a black hole.</summary>
    public bool SwallowsEnds { get; set; }

    /// <summary>An end was dropped.</summary>
    public bool EndSwallowed { get; set; }

    /// <summary>Until this timestamp nothing passes.</summary>
    public long HeldUntil { get; set; } = long.MinValue;

    /// <summary>Sent once, before the end that is ordered.</summary>
    public ReadOnlyMemory<byte> Injection { get; set; }

    /// <summary>Sent once.</summary>
    public Ending? Ending { get; set; }
}
