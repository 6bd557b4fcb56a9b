namespace Holdfast.Chaos;

/// <summary>
/// A fault that a proxy brings into one direction of its connections. The kinds, their names and their
/// behaviour are Toxiproxy's, except for what docs/chaos.md names as beyond it; the set is closed.
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

    /// <summary>The direction as a client of the API spelled it; Toxiproxy takes any case and echoes what it was given.</summary>
    internal string StreamText
    {
        get => field ?? (Stream == ToxicStream.Upstream ? "upstream" : "downstream");
        init;
    }

    /// <summary>
    /// The share of connections that it strikes: 0 and below none, 1 and above all. The dice fall once per
    /// connection and are compared anew only when this value changes.
    /// </summary>
    public float Toxicity { get; init; } = 1;

    /// <summary>
    /// The number of the only connection that it strikes, counted from 1 in order of acceptance; null: any. Toxiproxy has
    /// no such thing and ignores it.
    /// </summary>
    public int? Connection { get; init; }

    /// <summary>Delays every chunk; <paramref name="jitter"/> varies the delay by so much in both directions.</summary>
    public static LatencyToxic Latency(TimeSpan delay, TimeSpan jitter = default) => new() { Delay = delay, Jitter = jitter };

    /// <summary>Paces each connection to so many units of 1000 bytes per second; 0 holds everything back.</summary>
    public static BandwidthToxic Bandwidth(long kilobytesPerSecond) => new() { KilobytesPerSecond = kilobytesPerSecond };

    /// <summary>Paces all connections of the proxy together to so many units of 1000 bytes per second; 0 holds everything back.</summary>
    public static BandwidthToxic SharedBandwidth(long kilobytesPerSecond) =>
        new() { KilobytesPerSecond = kilobytesPerSecond, Shared = true };

    /// <summary>Drops chunks at random; after a dropped one the next is dropped with <paramref name="correlation"/> more.</summary>
    public static PacketLossToxic PacketLoss(double lossRate, double correlation = 0) =>
        new() { LossRate = lossRate, Correlation = correlation };

    /// <summary>Closes the connection so long after the toxic met it, also while data flows.</summary>
    public static LimitTimeToxic LimitTime(TimeSpan after) => new() { After = after };

    /// <summary>Holds the first data of each connection back for so long.</summary>
    public static SlowOpenToxic SlowOpen(TimeSpan delay) => new() { Delay = delay };

    /// <summary>Closes the connection after exactly so many bytes.</summary>
    public static LimitDataToxic LimitData(long bytes) => new() { Bytes = bytes };

    /// <summary>Drops all data and closes the connection after so long without data; zero never closes.</summary>
    public static TimeoutToxic Timeout(TimeSpan after = default) => new() { After = after };

    /// <summary>Resets both sides so long after the first data (or FIN) in its direction.</summary>
    public static ResetPeerToxic ResetPeer(TimeSpan after = default) => new() { After = after };

    /// <summary>Holds the FIN of its direction back for so long.</summary>
    public static SlowCloseToxic SlowClose(TimeSpan delay) => new() { Delay = delay };

    /// <summary>Cuts data into pieces of about so many bytes and waits after each.</summary>
    public static SlicerToxic Slicer(long averageSize, long sizeVariation = 0, TimeSpan delay = default) =>
        new() { AverageSize = averageSize, SizeVariation = sizeVariation, Delay = delay };

    /// <summary>Strikes an exchange of plain HTTP/1.1 at an exact moment.</summary>
    /// <exception cref="ArgumentException">The action cannot be done at that moment.</exception>
    public static HttpToxic Http(HttpTrigger trigger, HttpAction action)
    {
        var toxic = new HttpToxic { Trigger = trigger, Action = action };
        return toxic.Problem is { } problem ? throw new ArgumentException(problem, nameof(action)) : toxic;
    }

    /// <summary>
    /// Loses one acknowledgement: the server has sent this status, 104, 201 or 204, and not one byte of it reaches the
    /// client, who sees FIN. <paramref name="nth"/> counts such responses over all connections; 0 means each.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is another status.</exception>
    public static HttpToxic Lost(int status, int nth = 1)
    {
        if (status is not (104 or 201 or 204))
        {
            throw new ArgumentOutOfRangeException(
                nameof(status), $"The acknowledgements with a name are 104, 201 and 204, not '{status}'. Use HttpTrigger.BeforeResponse for others.");
        }

        var trigger = HttpTrigger.BeforeResponse(status) with { Nth = nth };
        return new HttpToxic { Kind = $"lost-{status}", Trigger = trigger, Action = HttpAction.Close() };
    }

    /// <summary>Whether the other may take its place by a mere change.</summary>
    internal bool IsSameAs(Toxic other) => Name == other.Name && Type == other.Type && Stream == other.Stream;

    /// <summary>Whether it has work in this direction.</summary>
    internal virtual bool WorksOn(ToxicStream stream) => stream == Stream;

    /// <summary>What makes it impossible, in a sentence; null if nothing does.</summary>
    internal virtual string? Problem =>
        Connection < 1 ? $"The connection is '{Connection}', but they are counted from 1. Give a positive number."
        : !float.IsFinite(Toxicity) ? $"The toxicity is '{Toxicity}', but must be a number, from 0 to 1."
        : null;
}
