using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Resilience;

/// <summary>Connections that end in the middle of a body (tus 1.0.0, PATCH: keep as many bytes as possible).</summary>
internal static class CutCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/resilience/cut/closed-in-body",
            Title = "A connection closed in the middle of a PATCH loses nothing that arrived",
            Does = "After 100 acknowledged bytes, sends a PATCH of 20000 over a link that closes (FIN) after 5000 of them; then HEAD, then resumes.",
            Must = "The offset is at least 100 and at most 5100, some of the 5000 bytes are kept, and the resumed upload is correct.",
            Why = "This happens when a laptop is closed. If the server keeps nothing, the client sends everything again, forever on a bad link.",
            Judges = ["TUS-040", "TUS-043", "TUS-038", "A-28"],
            Needs = ["creation"],
            TimeLimit = TimeSpan.FromSeconds(60),
            Rank = 1,
            Run = TusCases.Run(t => ClosedAsync(t, 5000)),
        },
        new()
        {
            Id = "tus/resilience/cut/reset-in-body",
            Title = "A connection reset in the middle of a PATCH loses nothing that arrived",
            Does = "After 100 acknowledged bytes, sends 5000 of 20000 and resets the connection (RST); then HEAD, then resumes.",
            Must = "The offset is at least 100 and at most 5100, some of the 5000 bytes are kept, and the resumed upload is correct.",
            Why = "Mobile networks and firewalls reset connections rather than close them. Many servers keep what came before a close and lose what came before a reset.",
            Judges = ["TUS-040", "TUS-043", "TUS-038", "A-28"],
            Needs = ["creation"],
            TimeLimit = TimeSpan.FromSeconds(60),
            Rank = 1,
            Run = TusCases.Run(Reset),
        },
        new()
        {
            Id = "tus/resilience/cut/crumbs",
            Title = "Transfers cut after 1, 40, 4096 and 60000 bytes all make progress",
            Does = "Sends four PATCHes of one upload, each over a link that closes after that many bytes of the body; sends HEAD after each, then resumes.",
            Must = "The offset never shrinks, each cut keeps some bytes, and the resumed upload is correct.",
            Why = "A server that keeps nothing below its write buffer never finishes an upload over a link that drops every few kilobytes.",
            Judges = ["TUS-043", "TUS-038", "A-21", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = TimeSpan.FromSeconds(60),
            Rank = 1,
            Run = TusCases.Run(Crumbs),
        },
        new()
        {
            Id = "tus/resilience/cut/chunked-without-end",
            Title = "A chunked body without its last chunk is an interruption, not an end",
            Does = "Sends 3000 of 8000 bytes in chunks and closes before the last chunk; then HEAD, then resumes.",
            Must = "The offset is at most 3000 and some bytes are kept; the upload is not taken for complete.",
            Why = "The missing last chunk is the only sign that a chunked body was cut.",
            Judges = ["A-30", "TUS-043", "TUS-038", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = TimeSpan.FromSeconds(60),
            Run = TusCases.Run(ChunkedWithoutEnd),
        },
        new()
        {
            Id = "tus/resilience/cut/in-creation",
            Title = "A creation that is cut in its body does not affect later uploads",
            Does = "Sends half of a creation with bytes over a link that closes there, then creates and finishes another upload.",
            Must = "The other upload works.",
            Why = "The client cannot learn the URL of the first upload; a server that keeps a lock or a thread for it runs out of them.",
            Judges = ["A-18"],
            Needs = ["creation", "creation-with-upload"],
            Run = TusCases.Run(InCreation),
        },
    ];

    private static async Task ClosedAsync(TusCase t, int arrived)
    {
        var first = t.Chunk(100);
        var upload = await t.NewUploadAsync(first + 20_000);
        await t.AppendAsync(upload, 0, first);
        await CutAsync(t, upload, first, arrived);
        await t.KeptAsync(upload, acknowledged: first, arrived: first + arrived);
        await t.FinishAsync(upload);
    }

    private static async Task CutAsync(TusCase t, TusUpload upload, long offset, int arrives)
    {
        var answer = await t.SendCutAsync(t.Patch(upload, offset, upload.From(offset)), upload.Url, arrives);
        t.Checks.Observe($"What the client received when its PATCH was cut after {arrives} bytes", answer.Outcome, "TUS-040");
    }

    private static async Task Reset(TusCase t)
    {
        const int Arrived = 5000;
        var first = t.Chunk(100);
        var upload = await t.NewUploadAsync(first + 20_000);
        await t.AppendAsync(upload, 0, first);
        var link = await t.NewLinkAsync(upload);
        await using (var connection = await t.Context.ConnectAsync(upload.Url, link))
        {
            await t.SendPartAsync(connection, t.Patch(upload, first, upload.From(first)), Arrived);

            // A reset overtakes what is still on its way; a cut in the middle of a transfer leaves it this long to arrive.
            await t.LetArriveAsync(upload.Url, link);
            connection.Reset();
        }

        // So must the reset itself, or the HEAD takes the upload over and the server ends the transfer before it sees how it broke.
        await t.LetArriveAsync(upload.Url, link);
        if (!link.IsTransparent)
        {
            t.Checks.Observe("Reset", "The fault proxy turns a reset into a close, so the server received a FIN.", "TUS-040");
        }

        await t.KeptAsync(upload, acknowledged: first, arrived: first + Arrived);
        await t.FinishAsync(upload);
    }

    private static async Task Crumbs(TusCase t)
    {
        var upload = await t.NewUploadAsync(100_000);
        long offset = 0;
        foreach (var crumb in new[] { 1, 40, 4096, 60_000 })
        {
            await CutAsync(t, upload, offset, crumb);
            var after = await t.SettledOffsetAsync(upload, now => now == offset + crumb);
            t.Checks.Judge($"Offset after a cut at {crumb} bytes", $"more than {offset}", $"{after}", after > offset, "TUS-043", "A-21");
            t.Checks.Judge($"Offset after a cut at {crumb} bytes", $"from {offset} to {offset + crumb}", $"{after}", after >= offset && after <= offset + crumb, "TUS-038");
            offset = after;
        }

        await t.FinishAsync(upload);
    }

    private static async Task ChunkedWithoutEnd(TusCase t)
    {
        const int Sent = 3000;
        var upload = await t.NewUploadAsync(8000);
        var link = await t.NewLinkAsync(upload);
        var request = t.Patch(upload, 0, default).WithChunkedBody(upload.From(0), chunkSize: 500);
        var withoutEnd = (request with { Body = upload.From(0, Sent) }).FramedBody().AsMemory()[..^"0\r\n\r\n".Length];
        await using (var connection = await t.Context.ConnectAsync(upload.Url, link))
        {
            await connection.SendHeadAsync(request, t.Cancellation);
            await connection.SendAsync(withoutEnd, "body", t.Cancellation);
            await t.LetArriveAsync(upload.Url, link);
        }

        var offset = await t.SettledOffsetAsync(upload, now => now == Sent);
        t.Checks.Judge("Offset after the cut", $"at most {Sent}", $"{offset}", offset <= Sent, "TUS-038");
        t.Checks.Judge("Stored bytes of the broken transfer", "more than 0", $"{offset} of {Sent}", offset > 0, "TUS-043", "A-30");
        await t.FinishAsync(upload);
    }

    private static async Task InCreation(TusCase t)
    {
        var answer = await t.SendCutAsync(t.PostWith(4000, t.Content(4000)), t.Endpoint, 2000);
        t.Checks.Observe("What the client received when its creation was cut", answer.Outcome, "A-18");
        var created = await t.CreateAsync(t.PostWith(10, t.Content(10)));
        t.Status("another creation afterwards", created, [201], "A-18");
    }
}
