using System.IO.Compression;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Core;

/// <summary>tus 1.0.0, PATCH: bodies that are large, empty, compressed, or sent for two uploads alternately.</summary>
internal static class PatchBodyCases
{
    /// <summary>Several times any common buffer (4, 16, 64, 128 KiB), and no multiple of one.</summary>
    private const int Large = 300_001;

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/core/patch/large",
            Title = "A PATCH larger than any buffer is stored as sent",
            Does = "Sends 300001 bytes in two PATCHes that end at no round number, and reads them back if GET is supported.",
            Must = "204 with the correct offset each time; the content is as sent.",
            Why = "Defects at the boundaries of buffers do not show with small files.",
            Judges = ["TUS-036", "TUS-038", "TUS-027"],
            Needs = ["creation"],
            Run = TusCases.Run(LargeBody),
        },
        new()
        {
            Id = "tus/core/patch/two-uploads",
            Title = "Two uploads on one connection are independent",
            Does = "Appends to two uploads alternately on one connection.",
            Must = "Each upload has its own offset and content.",
            Why = "State that a server keeps per connection belongs to an earlier request.",
            Judges = ["TUS-038", "TUS-027"],
            Needs = ["creation"],
            Run = TusCases.Run(TwoUploads),
        },
        new()
        {
            Id = "tus/core/patch/many-empty",
            Title = "Many empty PATCHes change nothing",
            Does = "Sends 25 empty PATCHes at offset 3 of 5 on one connection, then the rest.",
            Must = "204 with offset 3 each time; the rest is accepted.",
            Why = "A client without new data keeps its upload alive this way.",
            Judges = ["A-36", "TUS-038"],
            Needs = ["creation"],
            Run = TusCases.Run(ManyEmpty),
        },
        new()
        {
            Id = "tus/core/patch/compressed",
            Title = "A compressed body is refused, or stored consistently",
            Does = "Sends a PATCH with Content-Encoding: gzip and finishes the upload from the returned offset.",
            Must = "A 4xx and no byte stored; or the offset counts either the encoded or the decoded bytes, and the content consists of "
                + "the same bytes.",
            Why = "If the offset counts encoded bytes but the content is decoded, or the other way round, every resume breaks.",
            Judges = ["A-72"],
            Needs = ["creation"],
            Run = TusCases.Run(Compressed),
        },
        new()
        {
            Id = "tus/core/patch/no-content",
            Title = "A 204 has no length and no body",
            Does = "Sends a PATCH, then HEAD on the same connection.",
            Must = "The 204 has neither Content-Length nor Transfer-Encoding (RFC 9110, 8.6); the next response is the one to HEAD.",
            Why = "Some proxies wait for the body that such a field announces.",
            Judges = ["RFC-01"],
            Needs = ["creation"],
            Run = TusCases.Run(NoContent),
        },
        new()
        {
            Id = "tus/core/patch/conflict-tells",
            Title = "Contents of a 409",
            Does = "Sends a PATCH at offset 7 to an upload at offset 5 and records the response.",
            Must = "409. Whether it has the offset and a text, and closes the connection, is recorded; the specification requires none of "
                + "these.",
            Why = "With the offset in the 409 a client needs no HEAD.",
            Judges = ["TUS-031"],
            Needs = ["creation"],
            Run = TusCases.Run(ConflictTells),
        },
    ];

    private static async Task LargeBody(TusCase t)
    {
        var upload = await t.NewUploadAsync(Large);
        const int First = 131_073;
        var first = await t.PatchAsync(upload, 0, upload.From(0, First));
        t.Status("PATCH of 131073 bytes", first, [204], "TUS-036");
        t.Field("PATCH of 131073 bytes", first, "Upload-Offset", First, "TUS-038");
        var rest = await t.PatchAsync(upload, First, upload.From(First));
        t.Status("PATCH of the rest", rest, [204], "TUS-036");
        t.Field("PATCH of the rest", rest, "Upload-Offset", Large, "TUS-038");
        await t.ContentIsAsync(upload, "TUS-038", "TUS-027");
    }

    private static async Task TwoUploads(TusCase t)
    {
        var (one, other) = (await t.NewUploadAsync(12), await t.NewUploadAsync(12));
        var connection = await t.Context.ConnectAsync(one.Url);
        for (var offset = 0; offset < 12; offset += 4)
        {
            foreach (var upload in new[] { one, other })
            {
                var answer = await t.SendAsync(t.Patch(upload, offset, upload.From(offset, 4)), connection);
                if (TusCase.IsGone(answer) || answer.Response is { Closes: true })
                {
                    await connection.DisposeAsync();
                    connection = await t.Context.ConnectAsync(one.Url);
                    answer = TusCase.IsGone(answer)
                        ? await t.SendAsync(t.Patch(upload, offset, upload.From(offset, 4)), connection) : answer;
                }

                if (!t.Field($"PATCH at {offset} of one of two uploads", answer, "Upload-Offset", offset + 4, "TUS-038"))
                {
                    await connection.DisposeAsync();
                    throw CaseStoppedException.Judged("The offsets after this PATCH depend on it, so the case cannot continue.");
                }
            }
        }

        await connection.DisposeAsync();
        await t.ContentIsAsync(one, "TUS-038", "TUS-027");
        await t.ContentIsAsync(other, "TUS-038", "TUS-027");
    }

    private static async Task ManyEmpty(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        await t.AppendAsync(upload, 0, 3);
        var connection = await t.Context.ConnectAsync(upload.Url);
        var answers = new List<Exchange>();
        for (var time = 0; time < 25; time++)
        {
            var answer = await t.SendAsync(t.Patch(upload, 3, default), connection);
            if (answer.Response is not { Closes: false })
            {
                await connection.DisposeAsync();
                connection = await t.Context.ConnectAsync(upload.Url);
            }

            answers.Add(answer);
        }

        await connection.DisposeAsync();
        answers.RemoveAll(TusCase.IsGone);
        var told = answers.Select(answer => $"{answer.Outcome} with offset {answer["Upload-Offset"]}").Distinct();
        t.Checks.Judge(
            "25 empty PATCHes", "204 with offset 3 each time", string.Join("; ", told),
            answers.TrueForAll(answer => answer.Status == 204 && answer["Upload-Offset"] == "3"), "A-36");
        t.Status("PATCH of the rest", await t.PatchAsync(upload, 3, upload.From(3)), [204], "A-36");
        await t.OffsetIsAsync("at the end", upload, 5, "TUS-038");
    }

    private static async Task Compressed(TusCase t)
    {
        const int Length = 100;
        const int Plain = 60;
        var plain = new byte[Plain];
        Array.Fill(plain, (byte)'a');
        var packed = Packed(plain);
        var upload = await t.NewUploadAsync(Length);
        var answer = await t.SendAsync(t.Patch(upload, 0, packed).With("Content-Encoding", "gzip"), upload.Url);
        t.Checks.Observe(
            "PATCH with Content-Encoding: gzip", $"{answer.Outcome}, Upload-Offset {TusCase.Quoted(answer["Upload-Offset"])}", "A-72");
        var offset = await t.OffsetAsync(upload.Url);
        var holds = answer.IsSuccess ? offset == packed.Length || offset == Plain : answer.IsClientError && offset == 0;
        t.Checks.Judge("Offset after a compressed PATCH",
            $"{packed.Length} (as sent) or {Plain} (decoded) after a success, 0 after a refusal", answer,
            $"{offset} after {answer.Outcome}", holds, "A-72");
        if (holds && offset > 0)
        {
            byte[] stored = [.. offset == Plain ? plain : packed, .. t.Content(Length - (int)offset)];
            var finished = upload with { Content = stored };
            await t.AppendAsync(finished, (int)offset, Length - (int)offset);
            await t.ContentIsAsync(finished, "A-72");
        }
    }

    private static async Task NoContent(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        var answer = await t.SendAsync(t.Patch(upload, 0, upload.From(0, 3)), connection);
        if (answer is not { Status: 204, Response.IsExcused: false })
        {
            t.Checks.Observe("Response to the PATCH", answer.Outcome, "RFC-01");
            return;
        }

        t.Absent("the 204", answer, "Content-Length", "RFC-01");
        t.Absent("the 204", answer, "Transfer-Encoding", "RFC-01");
        if (answer.Response is { Closes: false })
        {
            var next = await t.SendAsync(t.Request("HEAD", upload.Url), connection);
            t.Checks.Judge("Next answer on the connection", "the one to HEAD, or a closed connection", next.Outcome,
                TusCase.IsGone(next) || next.Response is not null, "RFC-01");
        }
    }

    private static async Task ConflictTells(TusCase t)
    {
        var upload = await t.NewUploadAsync(10);
        await t.AppendAsync(upload, 0, 5);
        var answer = await t.PatchAsync(upload, 7, upload.From(7));
        t.Status("PATCH at 7 of an upload at 5", answer, [409], "TUS-031");
        t.Checks.Observe("Upload-Offset of the 409", TusCase.Quoted(answer["Upload-Offset"]), "TUS-031");
        t.Checks.Observe(
            "Text of the 409", $"{answer.Response?.Body.Length ?? 0} bytes of type {TusCase.Quoted(answer["Content-Type"])}", "TUS-031");
        t.Checks.Observe("Connection after the 409", answer.Response is { Closes: true } ? "Connection: close" : "kept", "TUS-031");
    }

    private static byte[] Packed(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }
}
