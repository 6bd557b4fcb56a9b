using Holdfast.Chaos;
using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Resilience;

/// <summary>Links that work, badly.</summary>
internal static class LinkCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/resilience/link/slow",
            Title = "An upload over a slow link succeeds",
            Does = "Sends 20000 bytes in one PATCH over a link of 20 KB/s.",
            Must = "204 with offset 20000; the content is as sent.",
            Why = "A minimum data rate or a total timeout on the server punishes exactly the users that resumable uploads are for.",
            Judges = ["TUS-036", "TUS-038"],
            Needs = ["creation"],
            Takes = TimeSpan.FromSeconds(1.1),
            Run = TusCases.Run(Slow),
        },
        new()
        {
            Id = "tus/resilience/link/latency",
            Title = "An upload over a link with latency and jitter succeeds",
            Does = "Sends five PATCHes of 2000 bytes over a link with 40 ms ± 20 ms in both directions.",
            Must = "204 each time; the content is as sent.",
            Why = "Satellite and mobile links delay and bunch everything.",
            Judges = ["TUS-036", "TUS-038"],
            Needs = ["creation"],
            Run = TusCases.Run(Latency),
        },
        new()
        {
            Id = "tus/resilience/link/dribble",
            Title = "A body that arrives byte by byte is accepted",
            Does = "Sends 60 bytes in one PATCH, one byte at a time, 10 ms apart.",
            Must = "204 with offset 60.",
            Why = "As long as bytes arrive, the transfer is alive; if the server ends it, the client starts again.",
            Judges = ["TUS-036", "A-34"],
            Needs = ["creation"],
            Takes = TimeSpan.FromSeconds(0.8),
            Run = TusCases.Run(Dribble),
        },
        new()
        {
            Id = "tus/resilience/link/longer-than-declared",
            Title = "A body that is longer than the upload is refused before all of it has arrived",
            Does = "Sends 30000 bytes in chunks to an upload of 5000 over a link of 20 KB/s, reading while sending.",
            Must = "413 (or 400) reaches the client; the offset is 0 or 5000, never more.",
            Why = "Over a slow link the difference between an early and a late refusal is minutes.",
            Judges = ["A-31", "TUS-022"],
            Needs = ["creation"],
            Run = TusCases.Run(LongerThanDeclared),
        },
    ];

    private static async Task Slow(TusCase t)
    {
        var upload = await t.NewUploadAsync(20_000);
        var link = await t.NewLinkAsync(upload);
        await link.AddAsync(Toxic.Bandwidth(20) with { Stream = ToxicStream.Upstream }, t.Cancellation);
        var answer = await t.SendAsync(t.Patch(upload, 0, upload.From(0)), upload.Url, link);
        t.Status("PATCH over a slow link", answer, [204], "TUS-036");
        t.Field("PATCH over a slow link", answer, "Upload-Offset", upload.Length, "TUS-038");
        await t.ContentIsAsync(upload, "TUS-038");
    }

    private static async Task Latency(TusCase t)
    {
        var chunk = t.Chunk(2000);
        var upload = await t.NewUploadAsync(5 * chunk);
        var link = await t.NewLinkAsync(upload);
        var latency = Toxic.Latency(TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(20));
        await link.AddAsync(latency with { Stream = ToxicStream.Upstream }, t.Cancellation);
        await link.AddAsync(latency, t.Cancellation);
        for (var offset = 0; offset < upload.Length; offset += chunk)
        {
            var answer = await t.SendAsync(t.Patch(upload, offset, upload.From(offset, chunk)), upload.Url, link);
            t.Status($"PATCH at {offset} over a link with latency", answer, [204], "TUS-036");
        }

        await t.OffsetIsAsync("afterwards", upload, upload.Length, "TUS-038");
        await t.ContentIsAsync(upload, "TUS-038");
    }

    private static async Task Dribble(TusCase t)
    {
        var upload = await t.NewUploadAsync(60);
        var link = await t.NewLinkAsync(upload);
        var answer = await t.SendAsync(t.Patch(upload, 0, upload.From(0)).Paced(1, TimeSpan.FromMilliseconds(10)), upload.Url, link);
        t.Status("PATCH of 60 bytes, one at a time", answer, [204], "TUS-036", "A-34");
        await t.OffsetIsAsync("afterwards", upload, 60, "TUS-036");
    }

    private static async Task LongerThanDeclared(TusCase t)
    {
        var upload = await t.NewUploadAsync(5000);
        var link = await t.NewLinkAsync(upload);
        await link.AddAsync(Toxic.Bandwidth(20) with { Stream = ToxicStream.Upstream }, t.Cancellation);
        var request = t.Patch(upload, 0, default).WithChunkedBody(t.Content(30_000), chunkSize: 1000);
        var answer = await t.SendAsync(request, upload.Url, link);
        t.Status("chunked PATCH of 30000 bytes to an upload of 5000", answer, [413, 400], "A-31");
        var offset = await t.SettledOffsetAsync(upload, now => now is 0 or 5000);
        t.Checks.Judge("Offset afterwards", "0 or 5000", $"{offset}", offset is 0 or 5000, "A-31");
        t.Checks.Judge("Offset against the declared length", "at most 5000", $"{offset}", offset <= 5000, "TUS-022");
    }
}
