using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Resilience;

/// <summary>Requests that arrive whole and whose answers never come back.</summary>
internal static class LostAnswerCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/resilience/lost-answer/patch",
            Title = "A PATCH whose response is lost is not applied twice",
            Does = "Sends a PATCH of 2000 bytes in the middle of an upload over a link that drops the response; then HEAD, the same PATCH again, then resumes.",
            Must = "HEAD reports what was stored; the repeated PATCH gets 409 and changes nothing; the upload is correct.",
            Why = "The client cannot know whether its bytes arrived. Only the offset prevents storing them twice.",
            Judges = ["A-26", "TUS-031", "TUS-032", "TUS-038", "TUS-043", "TUS-040", "A-28"],
            Needs = ["creation"],
            TimeLimit = TimeSpan.FromSeconds(60),
            Run = TusCases.Run(t => PatchAsync(t, isLast: false)),
        },
        new()
        {
            Id = "tus/resilience/lost-answer/last-patch",
            Title = "An upload whose last response is lost is complete",
            Does = "Sends the last PATCH of an upload over a link that drops the response; then HEAD, then the same PATCH again.",
            Must = "HEAD reports the full length and the repeated PATCH gets 409; the content is correct.",
            Why = "If the server removes completed uploads, it answers 404 here, and the client uploads everything again.",
            Judges = ["A-26", "TUS-031", "TUS-032", "TUS-043", "TUS-038", "TUS-040", "A-28"],
            Needs = ["creation"],
            TimeLimit = TimeSpan.FromSeconds(60),
            Run = TusCases.Run(t => PatchAsync(t, isLast: true)),
        },
        new()
        {
            Id = "tus/resilience/lost-answer/creation",
            Title = "A creation whose response is lost does not affect the next one",
            Does = "Sends POST over a link that drops the response, then the same POST again, and uploads to the second.",
            Must = "The second creation gives a new upload at offset 0, and the finished upload is correct.",
            Why = "tus has no idempotency key: the client can only create again, and must get a new upload.",
            Judges = ["A-19", "TUS-053", "TUS-038", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = TimeSpan.FromSeconds(60),
            Run = TusCases.Run(Creation),
        },
    ];

    private static async Task PatchAsync(TusCase t, bool isLast)
    {
        var (first, second) = (t.Chunk(1000), t.Chunk(2000));
        var upload = await t.NewUploadAsync(first + second + (isLast ? 0 : 2000));
        await t.AppendAsync(upload, 0, first);
        await t.SendUnansweredAsync(t.Patch(upload, first, upload.From(first, second)), upload.Url);
        var offset = await t.KeptAsync(upload, acknowledged: first, arrived: first + second);
        if (offset > first)
        {
            t.Status("the same PATCH again", await t.PatchAsync(upload, first, upload.From(first, second)), [409], "TUS-031", "A-26");
            await t.OffsetIsAsync("after it", upload, offset, "TUS-032");
        }

        await t.FinishAsync(upload);
    }

    private static async Task Creation(TusCase t)
    {
        await t.SendUnansweredAsync(t.Post(1000), t.Endpoint);
        var upload = await t.NewUploadAsync(1000);
        await t.OffsetIsAsync("of the second upload", upload, 0, "A-19", "TUS-053");
        await t.FinishAsync(upload);
    }
}
