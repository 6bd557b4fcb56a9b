using Holdfast.Chaos;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Tus.Resilience;

/// <summary>Looking at an upload again and again while it is being written.</summary>
internal static class HeadStormCases
{
    /// <summary>The interval of a careless progress bar; A-25 names 5 ms.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);

    /// <summary>Enough to meet several PATCHes.</summary>
    private const int Polls = 40;

    /// <summary>
    /// Where each answer waits for a lock, or the first PATCH takes its time to arrive: a busy machine dials and encrypts slowly.
    /// </summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/resilience/race/head-storm",
            Title = "An upload makes progress while HEAD is sent continuously",
            Does = "Sends 60,000 bytes over a link of 200 kB/s, resuming after every interruption, while HEAD is sent every 5 ms, 40 "
                + "times and until some are stored.",
            Must = "No HEAD reports more than was sent, or less than the one before; bytes are stored meanwhile; the finished upload has "
                + "the correct content.",
            Why = "Many servers stop the writer when HEAD arrives. A progress bar, or a second tab, must not block an upload forever.",
            Judges = ["A-25", "TUS-038", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = TimeSpan.FromSeconds(90),
            Run = TusCases.Run(HeadStorm),
        },
    ];

    private static async Task HeadStorm(TusCase t)
    {
        var upload = await t.NewUploadAsync(60_000);
        var link = await t.NewLinkAsync(upload);
        await link.AddAsync(Toxic.Bandwidth(200) with { Stream = ToxicStream.Upstream }, t.Cancellation);
        var polling = PollAsync(t, upload);
        var transfers = 0;
        for (var offset = 0L; offset < upload.Length && !polling.IsCompleted; transfers++)
        {
            await t.SendAsync(t.Patch(upload, offset, upload.From((int)offset)), upload.Url, link);
            offset = await t.OffsetAsync(upload.Url);
        }

        var (first, last, shrank) = await polling;
        var stored = await t.OffsetAsync(upload.Url);
        t.Checks.Observe("PATCHes while HEAD was sent", $"{transfers}; {stored} of {upload.Length} bytes stored by the end of it", "A-25");
        t.Checks.Judge("Offsets that HEAD reported", "never less than before", shrank ?? $"from {first} to {last}", shrank is null, "A-25");
        t.Checks.Judge("Largest offset that HEAD reported", $"at most {stored}, the number of stored bytes", $"{last}", last <= stored,
            "A-25", "TUS-038");
        t.Checks.Judge("Largest offset that HEAD reported", "more than 0: bytes are stored while HEAD is sent", $"{last}", last > 0,
            "A-25");
        await t.FinishAsync(upload);
    }

    private static async Task<(long First, long Last, string? Shrank)> PollAsync(TusCase t, Upload upload)
    {
        var clock = t.Context.Clock;
        var start = clock.Elapsed;
        long? first = null;
        var last = 0L;
        string? shrank = null;
        for (var poll = 0; (poll < Polls || last == 0) && clock.Elapsed - start < Longest; poll++)
        {
            if ((await t.HeadAsync(upload.Url)).Number("Upload-Offset") is { } offset)
            {
                first ??= offset;
                shrank ??= offset < last ? $"{offset} after {last}" : null;
                last = Math.Max(last, offset);
            }

            await Task.Delay(Pace, clock.Time, t.Cancellation);
        }

        return (first ?? 0, last, shrank);
    }
}
