using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos;

/// <summary>
/// A fault that a proxy brings into one direction of its connections. The kinds, their names and their
/// behaviour are Toxiproxy's; the set is closed.
/// </summary>
public abstract record Toxic
{
    private protected Toxic()
    {
    }

    /// <summary>The kind as Toxiproxy's API spells it, for example <c>limit_data</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Unique within a proxy; <c>type_stream</c> unless given.</summary>
    public string Name
    {
        get => field ?? $"{Type}_{(Stream == ToxicStream.Upstream ? "upstream" : "downstream")}";
        init;
    }

    /// <summary>The direction in which it works.</summary>
    public ToxicStream Stream { get; init; } = ToxicStream.Downstream;

    /// <summary>
    /// The share of connections that it strikes: 0 and below none, 1 and above all. The dice fall once per
    /// connection and are compared anew only when this value changes.
    /// </summary>
    public float Toxicity { get; init; } = 1;

    /// <summary>Delays every chunk; <paramref name="jitter"/> varies the delay by so much in both directions.</summary>
    public static LatencyToxic Latency(TimeSpan delay, TimeSpan jitter = default) => new() { Delay = delay, Jitter = jitter };

    /// <summary>Paces each connection to so many units of 1000 bytes per second; 0 holds everything back.</summary>
    public static BandwidthToxic Bandwidth(long kilobytesPerSecond) => new() { KilobytesPerSecond = kilobytesPerSecond };

    /// <summary>Closes the connection after exactly so many bytes.</summary>
    public static LimitDataToxic LimitData(long bytes) => new() { Bytes = bytes };

    /// <summary>Drops all data and closes the connection after so long without data; zero never closes.</summary>
    public static TimeoutToxic Timeout(TimeSpan after = default) => new() { After = after };

    /// <summary>Resets both sides so long after the first data (or FIN) in its direction.</summary>
    public static ResetPeerToxic ResetPeer(TimeSpan after = default) => new() { After = after };

    /// <summary>The stage that does this toxic's work on one link, or null if there is nothing to do.</summary>
    internal abstract Stage? CreateStage(StageContext context);
}
