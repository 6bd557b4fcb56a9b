using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Http;

/// <summary>The orders for one direction, given by itself or by the other direction.</summary>
internal sealed class HttpOrders
{
    /// <summary>Whether data is dropped.</summary>
    public bool Discards { get; set; }

    /// <summary>Whether the end of the stream is dropped, too: a black hole.</summary>
    public bool SwallowsEnds { get; set; }

    /// <summary>Whether the end of the stream was dropped.</summary>
    public bool EndSwallowed { get; set; }

    /// <summary>The timestamp until which nothing passes.</summary>
    public long HeldUntil { get; set; } = long.MinValue;

    /// <summary>Bytes to send once, before <see cref="Ending"/>.</summary>
    public ReadOnlyMemory<byte> Injection { get; set; }

    /// <summary>The ending to send once.</summary>
    public Ending? Ending { get; set; }
}
