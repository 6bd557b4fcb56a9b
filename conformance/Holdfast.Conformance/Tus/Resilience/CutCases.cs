using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Resilience;

/// <summary>Connections that end in the middle of a body (tus 1.0.0, PATCH: keep as many bytes as possible).</summary>
internal static class CutCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
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
        t.Checks.Observe("Response that the client received when its creation was cut", answer.Outcome, "A-18");
        var created = await t.CreateAsync(t.PostWith(10, t.Content(10)));
        t.Status("another creation afterwards", created, [201], "A-18");
    }
}
