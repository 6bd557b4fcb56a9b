namespace Holdfast.Chaos.Toxiproxy;

/// <summary>Between our records and Toxiproxy's attributes: 64-bit integers, in its order and units.</summary>
internal static class ToxicAttributes
{
    private const long LongestMilliseconds = long.MaxValue / TimeSpan.TicksPerMillisecond;

    /// <summary>A toxic of this type with all attributes 0, or null if there is no such type. Names are case-sensitive.</summary>
    public static Toxic? Blank(string type) => type switch
    {
        "latency" => new LatencyToxic(),
        "bandwidth" => new BandwidthToxic(),
        "limit_data" => new LimitDataToxic(),
        "timeout" => new TimeoutToxic(),
        "reset_peer" => new ResetPeerToxic(),
        "noop" => new NoopToxic(),
        _ => null,
    };

    public static IReadOnlyList<KeyValuePair<string, long>> Of(Toxic toxic) => toxic switch
    {
        LatencyToxic latency => [new("latency", Milliseconds(latency.Delay)), new("jitter", Milliseconds(latency.Jitter))],
        BandwidthToxic bandwidth => [new("rate", bandwidth.KilobytesPerSecond)],
        LimitDataToxic limit => [new("bytes", limit.Bytes)],
        TimeoutToxic timeout => [new("timeout", Milliseconds(timeout.After))],
        ResetPeerToxic reset => [new("timeout", Milliseconds(reset.After))],
        _ => [],
    };

    /// <summary>The toxic with what <paramref name="find"/> knows; where it returns null the present value stays.</summary>
    public static Toxic Merge(Toxic toxic, Func<string, long?> find) => toxic switch
    {
        LatencyToxic latency => latency with
        {
            Delay = Span(find("latency"), latency.Delay),
            Jitter = Span(find("jitter"), latency.Jitter),
        },
        BandwidthToxic bandwidth => bandwidth with { KilobytesPerSecond = find("rate") ?? bandwidth.KilobytesPerSecond },
        LimitDataToxic limit => limit with { Bytes = find("bytes") ?? limit.Bytes },
        TimeoutToxic timeout => timeout with { After = Span(find("timeout"), timeout.After) },
        ResetPeerToxic reset => reset with { After = Span(find("timeout"), reset.After) },

        // Another instance all the same, because that is how a link sees a change.
        _ => toxic with { },
    };

    private static long Milliseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMillisecond;

    // A TimeSpan ends after 29 000 years; what is longer becomes that long.
    private static TimeSpan Span(long? milliseconds, TimeSpan present) => milliseconds is { } given
        ? new TimeSpan(Math.Clamp(given, -LongestMilliseconds, LongestMilliseconds) * TimeSpan.TicksPerMillisecond)
        : present;
}
