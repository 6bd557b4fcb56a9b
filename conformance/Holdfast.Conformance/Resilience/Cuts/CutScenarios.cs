using Holdfast.Chaos;
using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Resilience.Cuts;

/// <summary>Appends whose connection ends: each way of ending at each place.</summary>
internal static class CutScenarios
{
    private const int Bytes = 4000;

    // Repeats a cut after which nothing is stored. On a busy machine the HEAD after a cut may reach the server before the bytes do, and it
    // then rightly ends an append without any. A server that stores nothing below its buffer's size does so each time.
    private const int Attempts = 3;

    /// <summary>The bytes after an append that breaks: it must not complete its upload, because all of it may have arrived.</summary>
    private const int Rest = 1000;

    /// <summary>From the smallest amount that a link can pass to more than a server's buffers hold.</summary>
    private static readonly int[] Crumbs = [1, 40, 4096, 60_000];

    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        .. Place.All.SelectMany(place => Breakage.All.Select(breakage => Of(place, breakage))),
        new()
        {
            Path = "cut/crumbs",
            Title = "Transfers cut after 1, 40, 4096 and 60000 bytes all make progress",
            Does = "Sends four appends of one upload, each over a link that closes after that many bytes of the body; sends HEAD after "
                + "each, then resumes.",
            Must = "The offset never shrinks, each cut keeps some bytes, and the resumed upload is correct.",
            Why = "A server that keeps nothing below its write buffer never finishes an upload over a link that drops every few kilobytes.",
            Promises = [Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.Progresses, Promise.Resumes, Promise.Whole],
            InEveryVersion = true,
            Rank = 1,
            Run = CrumbsAsync,
        },
    ];

    private static FaultScenario Of(Place place, Breakage breakage) => new()
    {
        Path = $"cut/{place.Name}/{breakage.Name}",
        Title = $"An append that is {breakage.Words} {place.Words} can be resumed",
        Does = $"After some acknowledged bytes, sends an append of {Bytes} whose connection is {breakage.Words} {place.Words}; then "
            + "HEAD, then resumes.",
        Must = place.IsOfBody
            ? "The offset is at least what was acknowledged and at most what arrived, some of the arrived bytes are stored, and the "
                + "finished upload is correct."
            : "The offset is the acknowledged one, and the finished upload is correct.",
        Why = breakage.Why,
        Promises =
        [
            Promise.KeepsAcknowledged, Promise.CountsNoMore,
            .. place.IsOfBody ? [Promise.KeepsPart, Promise.KeepsAll] : Array.Empty<Promise>(),
            .. EndsUpload(place) ? [Promise.CompletesOnlyWhole] : Array.Empty<Promise>(), Promise.Resumes, Promise.Whole,
        ],
        InEveryVersion = EndsUpload(place) && !breakage.IsSilent,
        Stalls = breakage.IsSilent && place.Head >= 1 && !place.IsOfAnswer ? 1 : 0,
        Rank = place.Name == "in-body" ? 1 : place.IsOfBody ? 2 : 4,
        Run = t => RunAsync(t, place, breakage),
    };

    // The most common cut is that of an append that would have been the last.
    private static bool EndsUpload(Place place) => place.Name == "in-body";

    private static async Task RunAsync(ResumableCase t, Place place, Breakage breakage)
    {
        var bytes = t.Chunk(Bytes);
        var passing = place.Passing(bytes, t.Context.Random);
        var (upload, acknowledged) = await t.BegunAsync(bytes + (EndsUpload(place) ? 0 : Rest));
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            await BreakAsync(t, place, breakage, upload, acknowledged, bytes, passing);
            if (!place.IsOfBody || breakage.IsSilent || await t.SettledOffsetAsync(upload, offset => offset > acknowledged) > acknowledged)
            {
                break;
            }
        }

        await t.KeptAsync(upload, acknowledged, acknowledged + passing);
        if (EndsUpload(place))
        {
            await t.IncompleteAsync("after the cut", upload, t.Protocol.Requirements(Promise.CompletesOnlyWhole));
        }

        await t.FinishAsync(upload);
    }

    private static async Task BreakAsync(
        ResumableCase t, Place place, Breakage breakage, Upload upload, int acknowledged, int bytes, int passing)
    {
        var link = await t.NewLinkAsync(upload);
        await using var connection = await t.Context.ConnectAsync(upload.Url, link);
        var swallow = Toxic.Timeout() with { Name = "no-answer" };
        if (place.IsOfAnswer)
        {
            await link.AddAsync(swallow, t.Cancellation);
        }

        var left = await place.SendAsync(t, connection, t.Append(upload, acknowledged, bytes), passing);
        if (place.IsOfAnswer)
        {
            await t.SwallowedAsync(upload.Url, link, swallow);
        }
        else
        {
            await place.ArriveAsync(t, upload, link);
        }

        await breakage.StrikeAsync(t, link, connection, left);
        var broken = t.Context.Clock.Elapsed;
        if (!breakage.IsSilent)
        {
            t.Observe(Promise.Resumes, "Response that the client received",
                (await connection.ReadAsync("PATCH", t.Patience, t.Cancellation)).Outcome);
        }

        await t.OffsetAsync(upload);
        t.Context.Measure("time from break to offset", Math.Round((t.Context.Clock.Elapsed - broken).TotalMilliseconds, 1), "ms");
    }

    private static async Task CrumbsAsync(ResumableCase t)
    {
        var upload = await t.NewAsync(100_000);
        var offset = 0L;
        foreach (var crumb in Crumbs)
        {
            var answer = await t.SendCutAsync(t.Append(upload, offset, upload.Length), upload.Url, crumb);
            t.Observe(Promise.Resumes, $"Response that the client received when its append was cut after {crumb} bytes", answer.Outcome);
            var after = await t.SettledOffsetAsync(upload, offset + crumb);
            t.Judge(Promise.Progresses, $"Offset after a cut at {crumb} bytes", $"more than {offset}", $"{after}", after > offset);
            t.Within($"after a cut at {crumb} bytes", after, offset, offset + crumb);
            offset = after;
        }

        await t.FinishAsync(upload);
    }
}
