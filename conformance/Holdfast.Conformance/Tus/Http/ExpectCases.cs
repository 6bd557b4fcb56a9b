using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Http;

/// <summary>RFC 9110, 10.1.1: Expect: 100-continue and unknown expectations.</summary>
internal static class ExpectCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/wire/expect/doomed",
            Title = "No 100 (Continue) for a body that will be refused",
            Does = "Sends four PATCHes with Expect: 100-continue without their bodies: too long, of another version, of another media "
                + "type, to an unknown upload.",
            Must = "A 4xx each time, without 100 (Continue) before it.",
            Why = "The purpose of the expectation is to avoid sending gigabytes that will be refused.",
            Judges = ["A-20"],
            Needs = ["creation"],
            Run = TusCases.Run(Doomed),
        },
        new()
        {
            Id = "tus/wire/expect/unknown",
            Title = "An unknown expectation is refused or ignored",
            Does = "Sends a correct PATCH with Expect: holdfast.",
            Must = "417 and no byte stored, or 204 and the offset grows.",
            Why = "RFC 9110 allows both; a mixture leaves the client in doubt.",
            Judges = ["A-20"],
            Needs = ["creation"],
            Run = TusCases.Run(Unknown),
        },
        new()
        {
            Id = "tus/wire/expect/http10",
            Title = "HTTP/1.0 gets no interim response",
            Does = "Sends a complete PATCH with Expect: 100-continue in HTTP/1.0.",
            Must = "One final response and no other: an HTTP/1.0 client would take 100 for the final response.",
            Why = "The client would believe that its upload is finished before it began.",
            Judges = ["A-20"],
            Needs = ["creation"],
            Run = TusCases.Run(OldVersion),
        },
        new()
        {
            Id = "tus/wire/expect/not-waited-for",
            Title = "A client need not wait for 100 (Continue)",
            Does = "Sends a complete PATCH with Expect: 100-Continue, with a capital C; then HEAD on the same connection.",
            Must = "204, and the offset grows once; the next response is the one to HEAD.",
            Why = "Clients stop waiting after about a second; expectations are case-insensitive.",
            Judges = ["A-20"],
            Needs = ["creation"],
            Run = TusCases.Run(NotWaitedFor),
        },
    ];

    private static async Task Doomed(TusCase t)
    {
        var upload = await t.NewUploadAsync(10);
        var good = t.Patch(upload, 0, upload.From(0)).With("Expect", "100-continue");
        var unknown = TusCase.Unknown(upload);
        await DoomedAsync(t, "too long", good.Set("Content-Length", "1000"), upload.Url);
        await DoomedAsync(t, "of another version", good.Set("Tus-Resumable", "99.0.0"), upload.Url);
        await DoomedAsync(t, "of another media type", good.Set("Content-Type", "text/plain"), upload.Url);
        await DoomedAsync(t, "to an unknown upload", good with { Target = unknown.Target }, unknown);
        await t.OffsetIsAsync("after them", upload, 0, "A-20");
    }

    private static async Task DoomedAsync(TusCase t, string how, WireRequest request, WireUrl url)
    {
        await using var connection = await t.Context.ConnectAsync(url);
        await connection.SendHeadAsync(request, t.Cancellation);
        var goAhead = await connection.ReadInterimAsync(t.Patience, t.Cancellation);
        t.Checks.Judge($"Interim response to a PATCH {how}", "none", goAhead?.ToString() ?? "none", goAhead is null, "A-20");
        if (goAhead is null)
        {
            t.Refused($"PATCH {how}, body held back", await connection.ReadAsync("PATCH", t.Patience, t.Cancellation), "A-20");
        }
    }

    private static async Task Unknown(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        var answer = await t.SendAsync(t.Patch(upload, 0, upload.From(0)).With("Expect", "holdfast"), upload.Url);
        await t.TakenOrRejectedAsync("a PATCH with an unknown expectation", answer, upload, 5, "A-20");
    }

    private static async Task OldVersion(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        var bytes = TusCase.Text(t.Patch(upload, 0, upload.From(0)).With("Expect", "100-continue"))
            .Replace(" HTTP/1.1\r\n", " HTTP/1.0\r\n", StringComparison.Ordinal);
        var answer = await t.SendRawAsync("PATCH", upload.Url, bytes);
        await t.TakenOrRejectedAsync("a PATCH in HTTP/1.0 with an expectation", answer, upload, 5, "A-20");
        t.Checks.Judge("Interim responses to HTTP/1.0", "none", answer.Interim.Count == 0 ? "none" : string.Join(", ", answer.Interim),
            answer.Interim.Count == 0, "A-20");
    }

    private static async Task NotWaitedFor(TusCase t)
    {
        var upload = await t.NewUploadAsync(10);
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        var answer = await t.SendAsync(t.Patch(upload, 0, upload.From(0, 5)).With("Expect", "100-Continue"), connection);
        t.Status("PATCH without waiting for 100 (Continue)", answer, [204], "A-20");
        if (answer.Response is { Closes: false })
        {
            var next = await t.SendAsync(t.Request("HEAD", upload.Url), connection);
            t.Checks.Judge("Next answer on the connection", "the upload's offset '5', or a closed connection", next,
                $"{next.Outcome}, {TusCase.Quoted(next["Upload-Offset"])}", TusCase.IsGone(next) || next["Upload-Offset"] == "5", "A-20");
        }

        await t.OffsetIsAsync("after it", upload, 5, "A-20");
    }
}
