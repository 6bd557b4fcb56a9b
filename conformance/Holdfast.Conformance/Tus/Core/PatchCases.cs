using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Core;

/// <summary>tus 1.0.0, PATCH: the response to a correct append, and the refusal of a wrong one.</summary>
internal static class PatchCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/core/patch/appends",
            Title = "A PATCH at the current offset appends and returns the new offset",
            Does = "Sends 4, then 6 of 10 bytes, and reads the content if GET is supported.",
            Must = "204 with Upload-Offset 4 and 10, as HEAD reports; the content is as sent.",
            Why = "This is the basic operation of tus.",
            Judges = ["TUS-036", "TUS-037", "TUS-038", "TUS-027", "TUS-001"],
            Needs = ["creation"],
            Run = TusCases.Run(Appends),
        },
        new()
        {
            Id = "tus/core/patch/octet-by-octet",
            Title = "Many small PATCHes add up",
            Does = "Sends 24 bytes in 24 PATCHes of one byte each.",
            Must = "204 and an offset that is one higher each time; the content is as sent.",
            Why = "Over a bad link, uploads arrive in very small pieces.",
            Judges = ["TUS-036", "TUS-038", "TUS-027"],
            Needs = ["creation"],
            Run = TusCases.Run(Small),
        },
        new()
        {
            Id = "tus/core/patch/all-octets",
            Title = "Every byte value is preserved",
            Does = "Uploads all 256 byte values, CR LF pairs, NULs and text that looks like a request.",
            Must = "The offset counts every byte, and the content is as sent.",
            Why = "A server or proxy that treats a body as text corrupts files silently.",
            Judges = ["TUS-038", "TUS-027", "TUS-036"],
            Needs = ["creation"],
            Run = TusCases.Run(AllBytes),
        },
        new()
        {
            Id = "tus/core/patch/offset-mismatch",
            Title = "A PATCH at another offset is refused and changes nothing",
            Does = "At offset 5 of 10, sends PATCHes with Upload-Offset 4, 6 and 9007199254740992.",
            Must = "409 each time; HEAD still reports 5, and the correct PATCH is then accepted with the correct content.",
            Why = "A client with a wrong offset would overwrite or skip bytes; the file would be broken although every response was a "
                + "success.",
            Judges = ["TUS-031", "TUS-032"],
            Needs = ["creation"],
            Run = TusCases.Run(Mismatch),
        },
        new()
        {
            Id = "tus/core/patch/media-type-wrong",
            Title = "A PATCH with another media type is refused",
            Does = "Sends a PATCH as text/plain.",
            Must = "415, and the offset does not change.",
            Why = "The media type distinguishes an append from any other PATCH.",
            Judges = ["TUS-029"],
            Needs = ["creation"],
            Run = TusCases.Run(WrongMediaType),
        },
        new()
        {
            Id = "tus/core/patch/media-type-missing",
            Title = "A PATCH without a media type is refused",
            Does = "Sends a PATCH without Content-Type.",
            Must = "415, and the offset does not change.",
            Why = "The media type distinguishes an append from any other PATCH.",
            Judges = ["TUS-029"],
            Needs = ["creation"],
            Run = TusCases.Run(MissingMediaType),
        },
        new()
        {
            Id = "tus/core/patch/media-type-case",
            Title = "The media type is case-insensitive",
            Does = "Sends a PATCH as Application/Offset+Octet-Stream, and one with a charset parameter.",
            Must = "The first is accepted, because media types are case-insensitive; the response to the second is recorded.",
            Why = "Some HTTP libraries change the case or append a charset.",
            Judges = ["A-11"],
            Needs = ["creation"],
            Run = TusCases.Run(MediaTypeCase),
        },
        new()
        {
            Id = "tus/core/patch/unknown-upload",
            Title = "A PATCH to an unknown upload is refused as not found",
            Does = "Sends a correct PATCH to a URL that was never created.",
            Must = "404, or 410.",
            Why = "The client then knows that it must start again instead of retrying forever.",
            Judges = ["TUS-039", "TUS-158"],
            Needs = ["creation"],
            Run = TusCases.Run(Unknown),
        },
        new()
        {
            Id = "tus/core/patch/empty",
            Title = "An empty PATCH is accepted and changes nothing",
            Does = "Sends an empty PATCH at offset 3 of 5, then the rest.",
            Must = "204 with the same offset; the upload is not complete.",
            Why = "Clients send them while a stream has no data yet.",
            Judges = ["A-36", "TUS-038"],
            Needs = ["creation"],
            Run = TusCases.Run(Empty),
        },
        new()
        {
            Id = "tus/core/patch/complete-stale",
            Title = "A repeated PATCH to a finished upload is a conflict",
            Does = "Finishes an upload, then repeats its last PATCH.",
            Must = "409, and nothing changes. A client that did not receive the response repeats its request like this.",
            Why = "Any other response either appends twice or tells the client that its finished upload failed.",
            Judges = ["TUS-031", "TUS-032", "A-35-MUST"],
            Needs = ["creation"],
            Run = TusCases.Run(CompleteStale),
        },
        new()
        {
            Id = "tus/core/patch/complete-empty",
            Title = "An empty PATCH at the end of a finished upload is accepted",
            Does = "Finishes an upload, then sends an empty PATCH at its end, then one with a byte.",
            Must = "The empty PATCH gets 204 with the same offset; the other is refused and changes nothing.",
            Why = "A client that retries after a lost response must not be told that its finished upload failed.",
            Judges = ["A-35", "TUS-038"],
            Needs = ["creation"],
            Run = TusCases.Run(CompleteEmpty),
        },
    ];

    private static async Task Appends(TusCase t)
    {
        var chunk = t.Chunk(4);
        var upload = await t.NewUploadAsync(chunk + 6);
        var first = await t.PatchAsync(upload, 0, upload.From(0, chunk));
        t.Status("PATCH of the first bytes", first, [204], "TUS-036", "TUS-001");
        t.Field("PATCH of the first bytes", first, "Upload-Offset", chunk, "TUS-037", "TUS-038");
        await t.OffsetIsAsync("after it", upload, chunk, "TUS-038");
        var last = await t.PatchAsync(upload, chunk, upload.From(chunk));
        t.Status("PATCH of the rest", last, [204], "TUS-036", "TUS-001");
        t.Field("PATCH of the rest", last, "Upload-Offset", upload.Length, "TUS-037", "TUS-038");
        await t.OffsetIsAsync("after the last byte", upload, upload.Length, "TUS-038");
        await t.ContentIsAsync(upload, "TUS-038", "TUS-027");
    }

    private static async Task Small(TusCase t)
    {
        var crumb = t.Chunk(1);
        var upload = await t.NewUploadAsync(24 * crumb);
        for (var offset = 0; offset < upload.Length; offset += crumb)
        {
            var answer = await t.PatchAsync(upload, offset, upload.From(offset, crumb));
            if (!t.Status($"PATCH at {offset}", answer, [204], "TUS-036")
                || !t.Field($"PATCH at {offset}", answer, "Upload-Offset", offset + crumb, "TUS-038"))
            {
                return;
            }
        }

        await t.ContentIsAsync(upload, "TUS-038", "TUS-027");
    }

    private static async Task AllBytes(TusCase t)
    {
        byte[] content = [.. Enumerable.Range(0, 256).Select(value => (byte)value), .. "\r\n\r\n\0\0"u8,
            .. "PATCH /files/x HTTP/1.1\r\nHost: x\r\n\r\n0\r\n\r\n"u8, 0xff, 0xfe, 0x1a, 0x04];
        var upload = await t.NewUploadAsync(content);
        var answer = await t.PatchAsync(upload, 0, upload.From(0));
        t.Status("PATCH of all byte values", answer, [204], "TUS-036");
        t.Field("PATCH of all byte values", answer, "Upload-Offset", content.Length, "TUS-038");
        await t.ContentIsAsync(upload, "TUS-038", "TUS-027");
    }

    private static async Task Mismatch(TusCase t)
    {
        var half = t.Chunk(5);
        var upload = await t.NewUploadAsync(half + 5);
        await t.AppendAsync(upload, 0, half);
        foreach (var offset in new[] { half - 1, half + 1, 9_007_199_254_740_992 })
        {
            var answer = await t.PatchAsync(upload, offset, t.Content(half));
            if (!await t.UnchangedAsync($"PATCH at {offset} of an upload at {half}", answer, upload, half, ["TUS-032"], ["TUS-031"], 409))
            {
                return;
            }
        }

        t.Status("PATCH at the correct offset afterwards", await t.PatchAsync(upload, half, upload.From(half)), [204], "TUS-032");
        await t.ContentIsAsync(upload, "TUS-032");
    }

    private static async Task WrongMediaType(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        var answer = await t.SendAsync(t.Patch(upload, 0, upload.From(0)).Set("Content-Type", "text/plain"), upload.Url);
        t.Status("PATCH as text/plain", answer, [415], "TUS-029");
        await t.OffsetIsAsync("after it", upload, 0, "TUS-029");
    }

    private static async Task MissingMediaType(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        var answer = await t.SendAsync(t.Patch(upload, 0, upload.From(0)).Without("Content-Type"), upload.Url);
        t.Status("PATCH without Content-Type", answer, [415], "TUS-029");
        await t.OffsetIsAsync("after it", upload, 0, "TUS-029");
    }

    private static async Task MediaTypeCase(TusCase t)
    {
        var first = t.Chunk(2);
        var upload = await t.NewUploadAsync(first + 3);
        var answer =
            await t.SendAsync(t.Patch(upload, 0, upload.From(0, first)).Set("Content-Type", "Application/Offset+Octet-Stream"), upload.Url);
        t.Status("PATCH as Application/Offset+Octet-Stream", answer, [204], "A-11");
        var offset = await t.OffsetAsync(upload.Url);
        var charset = await t.SendAsync(
            t.Patch(upload, offset, upload.From(offset)).Set("Content-Type", TusCase.OffsetOctetStream + "; charset=utf-8"), upload.Url);
        t.Checks.Observe("Status of PATCH with a charset parameter", charset.Outcome, "A-11");
    }

    private static async Task Unknown(TusCase t)
    {
        var upload = await t.NewUploadAsync(t.Chunk(5));
        var unknown = TusCase.Unknown(upload);
        t.Status("PATCH to an unknown upload", await t.SendAsync(t.Patch(unknown, "0", upload.From(0)), unknown), [404, 410], "TUS-039",
            "TUS-158");
    }

    private static async Task Empty(TusCase t)
    {
        var first = t.Chunk(3);
        var upload = await t.NewUploadAsync(first + 2);
        await t.AppendAsync(upload, 0, first);
        var empty = await t.PatchAsync(upload, first, ReadOnlyMemory<byte>.Empty);
        t.Status($"empty PATCH at offset {first}", empty, [204], "A-36");
        await t.OffsetIsAsync("after the empty PATCH", upload, first, "TUS-038");
        t.Status("PATCH of the rest", await t.PatchAsync(upload, first, upload.From(first)), [204], "A-36");
        await t.ContentIsAsync(upload, "TUS-038");
    }

    private static async Task CompleteStale(TusCase t)
    {
        var first = t.Chunk(6);
        var upload = await t.NewUploadAsync(first + 4);
        await t.AppendAsync(upload, 0, first);
        await t.AppendAsync(upload, first, 4);
        t.Status("the last PATCH once more", await t.PatchAsync(upload, first, upload.From(first)), [409], "TUS-031", "A-35-MUST");
        await t.OffsetIsAsync("afterwards", upload, upload.Length, "TUS-032");
        await t.ContentIsAsync(upload, "TUS-032");
    }

    private static async Task CompleteEmpty(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        await t.AppendAsync(upload, 0, 5);
        var empty = await t.PatchAsync(upload, 5, ReadOnlyMemory<byte>.Empty);
        t.Status("empty PATCH at the end", empty, [204], "A-35");
        t.Refused("PATCH of one byte past the end", await t.PatchAsync(upload, 5, "X"u8.ToArray()), "A-35");
        await t.OffsetIsAsync("afterwards", upload, 5, "TUS-038");
        await t.ContentIsAsync(upload, "TUS-038");
    }
}
