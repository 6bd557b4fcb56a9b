using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Core;

/// <summary>How a PATCH travels: chunks, kept connections, expectations, answers before the end of the body.</summary>
internal static class PatchTransferCases
{
    /// <summary>More than both sockets' buffers take, so that only a server that reads or answers early gets this far.</summary>
    private const int LargeBody = 12 * 1024 * 1024;

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/core/patch/chunked",
            Title = "A chunked PATCH appends",
            Does = "Sends 1000 bytes in chunks of 7, without Content-Length.",
            Must = "204 with offset 1000; the content is as sent, without the chunk framing.",
            Why = "A streaming client does not know how much it will send, and uses chunks.",
            Judges = ["TUS-036", "TUS-038", "TUS-027"],
            Needs = ["creation"],
            Run = TusCases.Run(Chunked),
        },
        new()
        {
            Id = "tus/core/patch/kept-connection",
            Title = "Consecutive PATCHes share a connection",
            Does = "Sends two PATCHes and a HEAD on one connection.",
            Must = "Each gets its own response. Whether the server keeps the connection is recorded.",
            Why = "Most clients pool connections; a response to another request corrupts uploads.",
            Judges = ["TUS-036", "TUS-038"],
            Needs = ["creation"],
            Run = TusCases.Run(KeptConnection),
        },
        new()
        {
            Id = "tus/core/patch/expect-continue",
            Title = "Expect: 100-continue gets 100 (Continue)",
            Does = "Sends the header section of a correct PATCH with Expect: 100-continue and waits for 100, at most a second, before it "
                + "sends the body.",
            Must = "204 in the end; whether 100 (Continue) was sent is recorded.",
            Why = "A client that waits for 100 (Continue) loses time on every chunk.",
            Judges = ["A-20", "TUS-036"],
            Needs = ["creation"],
            Run = TusCases.Run(ExpectGood),
        },
        new()
        {
            Id = "tus/core/patch/expect-continue-doomed",
            Title = "A wrong PATCH with Expect: 100-continue is refused without the body",
            Does = "Sends the header section of a PATCH at a wrong offset with Expect: 100-continue, and no body.",
            Must = "The server sends the final status (409) without a 100 before it, and without the body.",
            Why = "The purpose of the expectation is to avoid sending gigabytes that will be refused.",
            Judges = ["A-20"],
            Needs = ["creation"],
            Run = TusCases.Run(ExpectDoomed),
        },
        new()
        {
            Id = "tus/core/patch/early-conflict",
            Title = "A conflict is reported while the body is still being sent",
            Does = "Sends 12 MiB at a wrong offset and reads at the same time.",
            Must = "The client receives 409, before or after the complete body; no byte is stored.",
            Why = "A reset instead of the 409 makes the client retry the same request forever.",
            Judges = ["A-33", "TUS-031", "TUS-032"],
            Needs = ["creation"],
            Run = TusCases.Run(EarlyConflict),
        },
    ];

    private static async Task Chunked(TusCase t)
    {
        var upload = await t.NewUploadAsync(1000);
        var answer = await t.SendAsync(t.Patch(upload, 0, default).WithChunkedBody(upload.From(0), chunkSize: 7), upload.Url);
        t.Status("chunked PATCH", answer, [204], "TUS-036");
        t.Field("chunked PATCH", answer, "Upload-Offset", 1000, "TUS-038");
        await t.ContentIsAsync(upload, "TUS-038", "TUS-027");
    }

    private static async Task KeptConnection(TusCase t)
    {
        var chunk = t.Chunk(4);
        var upload = await t.NewUploadAsync(chunk + 6);
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        var first = await connection.ExchangeAsync(t.Patch(upload, 0, upload.From(0, chunk)), t.Patience, t.Cancellation);
        t.Status("first PATCH on the connection", first, [204], "TUS-036");
        if (first.Response is { Closes: true })
        {
            t.Checks.Observe("Connection after a PATCH", "closed by the server");
            return;
        }

        var second = await connection.ExchangeAsync(t.Patch(upload, chunk, upload.From(chunk)), t.Patience, t.Cancellation);
        if (TusCase.IsGone(second))
        {
            t.Checks.Observe("Connection after a PATCH", "closed by the server without Connection: close");
            return;
        }

        t.Status("second PATCH on the connection", second, [204], "TUS-036");
        t.Field("second PATCH on the connection", second, "Upload-Offset", upload.Length, "TUS-038");
        var head = await connection.ExchangeAsync(t.Request("HEAD", upload.Url), t.Patience, t.Cancellation);
        if (!TusCase.IsGone(head))
        {
            t.Field("HEAD on the same connection", head, "Upload-Offset", upload.Length, "TUS-038");
        }

        t.Checks.Observe("Connection after two PATCHes", "kept");
    }

    private static async Task ExpectGood(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        var request = t.Patch(upload, 0, upload.From(0)).With("Expect", "100-continue");
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        await connection.SendHeadAsync(request, t.Cancellation);

        // RFC 9110, 10.1.1: a client must not wait for ever; a second is curl's own patience.
        var goAhead = await connection.ReadInterimAsync(TimeSpan.FromSeconds(1), t.Cancellation);
        t.Checks.Observe("100 (Continue) to a correct PATCH", goAhead?.ToString() ?? "none within 1 s", "A-20");
        await connection.SendBodyAsync(request, t.Cancellation);
        t.Status("PATCH with Expect: 100-continue", await connection.ReadAsync("PATCH", t.Patience, t.Cancellation), [204], "TUS-036");
        await t.OffsetIsAsync("after it", upload, 5, "TUS-036");
    }

    private static async Task ExpectDoomed(TusCase t)
    {
        var half = t.Chunk(5);
        var upload = await t.NewUploadAsync(half + 5);
        await t.AppendAsync(upload, 0, half);
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        await connection.SendHeadAsync(t.Patch(upload, 2, upload.From(2)).With("Expect", "100-continue"), t.Cancellation);
        var answer = await connection.ReadAsync("PATCH", t.Patience, t.Cancellation);
        if (answer.Response is null)
        {
            t.Checks.Judge("Response while the body is held back", "409", answer, holds: false, "A-20");
        }
        else
        {
            t.Status("PATCH at a wrong offset with the body held back", answer, [409], "A-20");
        }

        t.Checks.Judge(
            "Interim responses before it", "none", answer.Interim.Count == 0 ? "none" : string.Join(", ", answer.Interim),
            answer.Interim.Count == 0, "A-20");
    }

    private static async Task EarlyConflict(TusCase t)
    {
        var half = t.Chunk(5);
        var upload = await t.NewUploadAsync(half + 5);
        await t.AppendAsync(upload, 0, half);
        var body = new byte[LargeBody];
        var answer = await t.SendAsync(t.Patch(upload.Url, "2", body), upload.Url);
        if (answer.Response is null)
        {
            t.Checks.Judge("Response to 12 MiB at a wrong offset", "409", answer, holds: false, "A-33");
        }
        else
        {
            // Too long for the upload as well: 413 says as clearly that the request was refused.
            t.Status("12 MiB at a wrong offset", answer, [409, 413], "A-33", "TUS-031");
        }

        await t.OffsetIsAsync("after it", upload, half, "TUS-032");
    }
}
