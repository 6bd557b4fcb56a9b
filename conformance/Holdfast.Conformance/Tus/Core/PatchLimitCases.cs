using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Core;

/// <summary>What happens at the end of an upload when the client sends more than it declared.</summary>
internal static class PatchLimitCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/core/patch/too-long",
            Title = "A PATCH one octet too long is refused before anything is stored",
            Does = "At offset 5 of 10, sends a PATCH of six octets with Content-Length, then the right five.",
            Must = "413 and offset 5; the right PATCH is then accepted and the content is as declared.",
            Why = "An upload longer than its length cannot be finished by any client, and one cut to its length hides a defect of the sender.",
            Judges = ["A-32", "TUS-022"],
            Needs = ["creation"],
            Run = TusCases.Run(TooLong),
        },
        new()
        {
            Id = "tus/core/patch/too-long-chunked",
            Title = "A chunked PATCH that runs past the length is refused",
            Does = "At offset 5 of 10, sends 400 octets in chunks, whose sum the server learns only on the way.",
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
        if (await t.UnchangedAsync("PATCH of six octets where five are left", answer, upload, half, ["A-32"], ["A-32"], 413)
            && t.Succeeded("PATCH of the right five octets", await t.PatchAsync(upload, half, upload.From(half)), [204], "A-32"))
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
        t.Status("chunked PATCH of 400 octets where five are left", await t.SendAsync(request, upload.Url), [413, 400], "A-31");
        var offset = await t.OffsetAsync(upload);
        t.Checks.Judge("Offset afterwards", $"{half} or {upload.Length}", $"{offset}", offset == half || offset == upload.Length, "A-31");
        t.Checks.Judge("Offset against the declared length", $"at most {upload.Length}", $"{offset}", offset <= upload.Length, "TUS-022");
    }
}
