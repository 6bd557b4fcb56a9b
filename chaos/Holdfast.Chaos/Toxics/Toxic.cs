namespace Holdfast.Chaos;

/// <summary>
/// A fault in one direction of a proxy's connections. Types, names and behaviour are Toxiproxy's, except for the additions that
/// docs/chaos.md lists. Toxics of other types cannot be defined.
/// </summary>
public abstract record Toxic
{
    private protected Toxic()
    {
    }

    /// <summary>The type as Toxiproxy's API spells it, for example <c>limit_data</c>.</summary>
    public abstract string Type { get; }

    /// <summary>The name, unique within a proxy; by default <c>type_stream</c>.</summary>
    public string Name
    {
        get => field ?? $"{Type}_{(Stream == ToxicStream.Upstream ? "upstream" : "downstream")}";
        init;
    }

    /// <summary>The direction to which it applies.</summary>
    public ToxicStream Stream { get; init; } = ToxicStream.Downstream;

    /// <summary>The direction as the client of the API spelled it. Toxiproxy accepts any case and returns the given spelling.</summary>
    internal string StreamText
    {
        get => field ?? (Stream == ToxicStream.Upstream ? "upstream" : "downstream");
        init;
    }

    /// <summary>
    /// The share of connections to which it applies: none at 0 or below, all at 1 or above. One random number is drawn for each connection;
    /// it is compared again when this value changes.
    /// </summary>
    public float Toxicity { get; init; } = 1;

    /// <summary>
    /// The number of the only connection to which it applies, counted from 1 in order of acceptance; null: all connections. Toxiproxy
    /// ignores this member.
    /// </summary>
    public int? Connection { get; init; }

    /// <summary>Delays each chunk by <paramref name="delay"/>, plus or minus up to <paramref name="jitter"/>.</summary>
    public static LatencyToxic Latency(TimeSpan delay, TimeSpan jitter = default) => new() { Delay = delay, Jitter = jitter };

    /// <summary>Limits each connection to a rate in units of 1000 bytes per second; 0 holds all data.</summary>
    public static BandwidthToxic Bandwidth(long kilobytesPerSecond) => new() { KilobytesPerSecond = kilobytesPerSecond };

    /// <summary>Limits all connections of the proxy together to a rate in units of 1000 bytes per second; 0 holds all data.</summary>
    public static BandwidthToxic SharedBandwidth(long kilobytesPerSecond) =>
        new() { KilobytesPerSecond = kilobytesPerSecond, Shared = true };

    /// <summary>
    /// Drops chunks with the probability <paramref name="lossRate"/>, and with <paramref name="correlation"/> added after a dropped
    /// chunk; both from 0 to 1.
    /// </summary>
    public static PacketLossToxic PacketLoss(double lossRate, double correlation = 0) =>
        new() { LossRate = lossRate, Correlation = correlation };

    /// <summary>Closes each connection <paramref name="after"/> the toxic was applied to it, also while data flows.</summary>
    public static LimitTimeToxic LimitTime(TimeSpan after) => new() { After = after };

    /// <summary>Delays the first data of each connection.</summary>
    public static SlowOpenToxic SlowOpen(TimeSpan delay) => new() { Delay = delay };

    /// <summary>Closes the connection after exactly <paramref name="bytes"/> bytes.</summary>
    public static LimitDataToxic LimitData(long bytes) => new() { Bytes = bytes };

    /// <summary>Drops all data, and closes the connection after this time without data; zero never closes it.</summary>
    public static TimeoutToxic Timeout(TimeSpan after = default) => new() { After = after };

    /// <summary>Sends an RST to both sides this time after the first data (or FIN) in its direction.</summary>
    public static ResetPeerToxic ResetPeer(TimeSpan after = default) => new() { After = after };

    /// <summary>Delays the FIN in its direction.</summary>
    public static SlowCloseToxic SlowClose(TimeSpan delay) => new() { Delay = delay };

    /// <summary>Cuts data into pieces of about <paramref name="averageSize"/> bytes and waits after each.</summary>
    public static SlicerToxic Slicer(long averageSize, long sizeVariation = 0, TimeSpan delay = default) =>
        new() { AverageSize = averageSize, SizeVariation = sizeVariation, Delay = delay };

    /// <summary>Applies a fault to an exchange of plain HTTP/1.1 at an exact moment.</summary>
    /// <exception cref="ArgumentException">The action is not possible at that moment.</exception>
    public static HttpToxic Http(HttpTrigger trigger, HttpAction action)
    {
        var toxic = new HttpToxic { Trigger = trigger, Action = action };
        return toxic.Problem is { } problem ? throw new ArgumentException(problem, nameof(action)) : toxic;
    }

    /// <summary>
    /// Loses an acknowledgement: the server has sent a response with this status (104, 201 or 204), no byte of it reaches the client, and
    /// the client receives a FIN. <paramref name="nth"/> counts such responses over all connections, from 1; 0 means all of them.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The status is another one.</exception>
    public static HttpToxic Lost(int status, int nth = 1)
    {
        if (status is not (104 or 201 or 204))
        {
            throw new ArgumentOutOfRangeException(
                nameof(status),
                $"The acknowledgements with a name are 104, 201 and 204, not '{status}'. Use HttpTrigger.BeforeResponse for others.");
        }

        var trigger = HttpTrigger.BeforeResponse(status) with { Nth = nth };
        return new HttpToxic { Kind = $"lost-{status}", Trigger = trigger, Action = HttpAction.Close() };
    }

    /// <summary>Whether <paramref name="other"/> has the same name, type and stream, so that it is a change of this toxic.</summary>
    internal bool IsSameAs(Toxic other) => Name == other.Name && Type == other.Type && Stream == other.Stream;

    /// <summary>Whether it applies to this direction.</summary>
    internal virtual bool WorksOn(ToxicStream stream) => stream == Stream;

    /// <summary>Why its values are not valid, in a sentence; null if they are.</summary>
    internal virtual string? Problem =>
        Connection < 1 ? $"The connection is '{Connection}', but they are counted from 1. Give a positive number."
        : !float.IsFinite(Toxicity) ? $"The toxicity is '{Toxicity}', but must be a number, from 0 to 1."
        : null;
}
