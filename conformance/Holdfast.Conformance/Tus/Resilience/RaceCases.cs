using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Resilience;

/// <summary>Requests for one upload at the same time.</summary>
internal static class RaceCases
{
    private const int Contested = 30_000;

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/resilience/race/two-patches",
            Title = "Of two PATCHes at the same offset at most one succeeds, and they never mix",
            Does = "Opens two connections, sends half of a PATCH at offset 0 on each, with different bytes, then the other halves at once; then finishes the upload and reads it back.",
            Must = "At most one 204; the stored bytes are those of one PATCH only; the other is refused or interrupted.",
            Why = "This happens with two tabs, or when a retry overtakes its original. If both succeed, the file is a mixture that no client sent.",
            Judges = ["A-24", "TUS-031", "TUS-032"],
            Needs = ["creation"],
            TimeLimit = TimeSpan.FromSeconds(90),
            Run = TusCases.Run(TwoPatches),
        },
    ];

    private static async Task TwoPatches(TusCase t)
    {
        var upload = await t.NewUploadAsync(40_000);
        var (ours, theirs) = (upload.From(0, Contested), new ReadOnlyMemory<byte>(t.Content(Contested)));
        await using var first = await t.Context.ConnectAsync(upload.Url, await t.NewLinkAsync(upload));
        await using var second = await t.Context.ConnectAsync(upload.Url, await t.NewLinkAsync(upload));
        var (one, other) = (t.Patch(upload, 0, ours), t.Patch(upload, 0, theirs));
        await t.SendPartAsync(first, one, Contested / 2);
        await t.SendPartAsync(second, other, Contested / 2);
        await t.LetArriveAsync(upload.Url);
        var answers = await Task.WhenAll(FinishAsync(t, first, one), FinishAsync(t, second, other));
        t.Checks.Observe("Responses to the two PATCHes", string.Join(" and ", answers.Select(answer => answer.Outcome)), "A-24");

        // A holder that was stopped before its first byte may say 204 and offset 0; that took nothing from the other.
        var moved = answers.Count(answer => answer.IsSuccess && answer.Number("Upload-Offset") != 0);
        t.Checks.Judge("PATCHes at the same offset that succeeded", "at most 1", $"{moved}", moved <= 1, "TUS-031", "A-24");
        foreach (var answer in answers.Where(answer => answer.Response is not null && !answer.IsSuccess))
        {
            t.Checks.Judge("Status of the other PATCH", "409, 423, 400 or 500", answer, answer.Is(409, 423, 400, 500), "A-24");
        }

        await JudgeContentAsync(t, upload, theirs);
    }

    private static async Task<Exchange> FinishAsync(TusCase t, WireConnection connection, WireRequest request)
    {
        await connection.SendAsync(request.Body[(Contested / 2)..], "body", t.Cancellation);
        return await connection.ReadAsync("PATCH", TimeSpan.FromSeconds(30), t.Cancellation);
    }

    private static async Task JudgeContentAsync(TusCase t, TusUpload upload, ReadOnlyMemory<byte> theirs)
    {
        var contested = (int)await t.ResumeAsync(upload);
        t.Checks.Judge("Offset after the race", $"at most {Contested}", $"{contested}", contested <= Contested, "TUS-032");
        if (await t.ReadBackAsync(upload, "A-24") is not { } content)
        {
            return;
        }

        t.Checks.Judge("Length of the content", $"{upload.Length}", $"{content.Length}", content.Length == upload.Length, "TUS-032");
        var stored = content.Span[..Math.Min(contested, content.Length)];
        var whose = stored.SequenceEqual(upload.Content.AsSpan(0, stored.Length)) ? "only those of the first PATCH"
            : stored.SequenceEqual(theirs.Span[..Math.Min(stored.Length, theirs.Length)]) ? "only those of the second PATCH" : "a mixture of both";
        t.Checks.Judge($"The {contested} bytes stored by the race", "those of one PATCH only", whose, whose != "a mixture of both", "TUS-032", "A-24");
    }
}
