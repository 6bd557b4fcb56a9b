using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Core;

/// <summary>The end of an upload when the client sends more than it declared.</summary>
internal static class PatchLimitCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/core/patch/too-long",
            Title = "A PATCH that is one byte too long is refused before any byte is stored",
            Does = "At offset 5 of 10, sends a PATCH of six bytes with Content-Length, then the correct five.",
            Must = "413 and offset 5; the correct PATCH is then accepted, and the content is correct.",
            Why = "An upload that is longer than its length cannot be finished; cutting it hides a defect of the client.",
            Judges = ["A-32", "TUS-022"],
            Needs = ["creation"],
            Run = TusCases.Run(TooLong),
        },
        new()
        {
            Id = "tus/core/patch/too-long-chunked",
            Title = "A chunked PATCH that exceeds the length is refused",
            Does = "At offset 5 of 10, sends 400 bytes in chunks, so that the server does not know the number in advance.",
            Must = "413 or 400; the offset is 5 or 10, never more.",
            Why = "Without a Content-Length only the server's own count protects the upload.",
            Judges = ["A-31", "TUS-022"],
            Needs = ["creation"],
            Run = TusCases.Run(Chunked),
        },
    ];

    private static async Task TooLong(TusCase t)
    {
        var half = t.Chunk(5);
        var upload = await t.NewUploadAsync(half + 5);
        await t.AppendAsync(upload, 0, half);
        var answer = await t.PatchAsync(upload, half, t.Content(6));
        if (await t.UnchangedAsync("PATCH of six bytes with five left", answer, upload, half, ["A-32"], ["A-32"], 413)
            && t.Succeeded("PATCH of the correct five bytes", await t.PatchAsync(upload, half, upload.From(half)), [204], "A-32"))
        {
            t.Field("HEAD of the finished upload", await t.HeadAsync(upload.Url), "Upload-Length", upload.Length, "TUS-022");
            await t.ContentIsAsync(upload, "TUS-022");
        }
    }

    private static async Task Chunked(TusCase t)
    {
        var half = t.Chunk(5);
        var upload = await t.NewUploadAsync(half + 5);
        await t.AppendAsync(upload, 0, half);
        var request = t.Patch(upload, half, default).WithChunkedBody(t.Content(400), chunkSize: 50);
        t.Status("chunked PATCH of 400 bytes with five left", await t.SendAsync(request, upload.Url), [413, 400], "A-31");
        var offset = await t.OffsetAsync(upload.Url);
        t.Checks.Judge("Offset afterwards", $"{half} or {upload.Length}", $"{offset}", offset == half || offset == upload.Length, "A-31");
        t.Checks.Judge("Offset against the declared length", $"at most {upload.Length}", $"{offset}", offset <= upload.Length, "TUS-022");
    }
}
