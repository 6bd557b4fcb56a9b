using System.Text.Json.Nodes;

namespace Holdfast.Chaos.Toxiproxy.Json;

/// <summary>
/// Converts between toxics and Toxiproxy's attributes, in its order and units: 64-bit integers, except for probabilities.
/// </summary>
internal static class ToxicAttributes
{
    private const long LongestUnits = long.MaxValue / TimeSpan.TicksPerMillisecond;

    /// <summary>A toxic of this type with its defaults, or null if there is no such type. Names are case-sensitive.</summary>
    public static Toxic? Blank(string type) => type switch
    {
        "latency" => new LatencyToxic(),
        "bandwidth" => new BandwidthToxic(),
        "slow_close" => new SlowCloseToxic(),
        "timeout" => new TimeoutToxic(),
        "reset_peer" => new ResetPeerToxic(),
        "slicer" => new SlicerToxic(),
        "limit_data" => new LimitDataToxic(),
        "packet_loss" => new PacketLossToxic(),
        "noop" => new NoopToxic(),
        "limit_time" => new LimitTimeToxic(),
        "slow_open" => new SlowOpenToxic(),
        "shared_bandwidth" => new BandwidthToxic { Shared = true },
        "http" => new HttpToxic(),
        "lost-104" => Toxic.Lost(104),
        "lost-201" => Toxic.Lost(201),
        "lost-204" => Toxic.Lost(204),
        _ => null,
    };

    public static IReadOnlyList<KeyValuePair<string, JsonNode>> Of(Toxic toxic) => toxic switch
    {
        LatencyToxic latency => [new("latency", Milliseconds(latency.Delay)), new("jitter", Milliseconds(latency.Jitter))],
        BandwidthToxic bandwidth => [new("rate", bandwidth.KilobytesPerSecond)],
        SlowCloseToxic slow => [new("delay", Milliseconds(slow.Delay))],
        TimeoutToxic timeout => [new("timeout", Milliseconds(timeout.After))],
        ResetPeerToxic reset => [new("timeout", Milliseconds(reset.After))],
        SlicerToxic slicer =>
        [
            new("average_size", slicer.AverageSize),
            new("size_variation", slicer.SizeVariation),
            new("delay", slicer.Delay.Ticks / TimeSpan.TicksPerMicrosecond),
        ],
        LimitDataToxic limit => [new("bytes", limit.Bytes)],
        PacketLossToxic loss => [new("loss_rate", loss.LossRate), new("correlation", loss.Correlation)],
        LimitTimeToxic limit => [new("time", Milliseconds(limit.After))],
        SlowOpenToxic slow => [new("delay", Milliseconds(slow.Delay))],
        HttpToxic http => HttpAttributes.Of(http),
        _ => [],
    };

    /// <summary>The toxic with the given attributes changed; all others keep their values.</summary>
    /// <exception cref="FormatException">A value is not valid.</exception>
    public static Toxic Merge(Toxic toxic, IAttributes given) => toxic switch
    {
        LatencyToxic latency => latency with
        {
            Delay = Milliseconds(given.Whole("latency"), latency.Delay),
            Jitter = Milliseconds(given.Whole("jitter"), latency.Jitter),
        },
        BandwidthToxic bandwidth => bandwidth with { KilobytesPerSecond = given.Whole("rate") ?? bandwidth.KilobytesPerSecond },
        SlowCloseToxic slow => slow with { Delay = Milliseconds(given.Whole("delay"), slow.Delay) },
        TimeoutToxic timeout => timeout with { After = Milliseconds(given.Whole("timeout"), timeout.After) },
        ResetPeerToxic reset => reset with { After = Milliseconds(given.Whole("timeout"), reset.After) },
        SlicerToxic slicer => slicer with
        {
            AverageSize = given.Whole("average_size") ?? slicer.AverageSize,
            SizeVariation = given.Whole("size_variation") ?? slicer.SizeVariation,
            Delay = Span(given.Whole("delay"), TimeSpan.TicksPerMicrosecond, slicer.Delay),
        },
        LimitDataToxic limit => limit with { Bytes = given.Whole("bytes") ?? limit.Bytes },
        PacketLossToxic loss => loss with
        {
            LossRate = given.Fraction("loss_rate") ?? loss.LossRate,
            Correlation = given.Fraction("correlation") ?? loss.Correlation,
        },
        LimitTimeToxic limit => limit with { After = Milliseconds(given.Whole("time"), limit.After) },
        SlowOpenToxic slow => slow with { Delay = Milliseconds(given.Whole("delay"), slow.Delay) },
        HttpToxic http => HttpAttributes.Merge(http, given),

        // A new instance also without changes, because a link detects a change by the instance.
        _ => toxic with { },
    };

    public static TimeSpan Milliseconds(long? given, TimeSpan present) => Span(given, TimeSpan.TicksPerMillisecond, present);

    private static long Milliseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMillisecond;

    // A TimeSpan holds 29,000 years; longer times are cut to that. In microseconds the limit is 29 years.
    private static TimeSpan Span(long? given, long ticks, TimeSpan present) => given is { } units
        ? new TimeSpan(Math.Clamp(units, -LongestUnits, LongestUnits) * ticks)
        : present;
}
