using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Clients;

/// <summary>The demands of tus 1.0.0 on every request of a client, in every case.</summary>
internal static class ClientRules
{
    /// <summary>The requirements that <see cref="Judge"/> judges.</summary>
    public static IReadOnlyList<string> Requirements { get; } = ["TUS-008", "TUS-010", "TUS-028", "TUS-030", "TUS-067"];

    public static void Judge(CheckList checks, IReadOnlyList<TusServedRequest> requests)
    {
        JudgeEach(
            checks, "Version of each request", "Tus-Resumable: 1.0.0", [.. requests.Where(one => !one.Is("OPTIONS"))],
            one => one.Request.Fields.All("Tus-Resumable").SequenceEqual(["1.0.0"]), one => Field(one, "Tus-Resumable"), "TUS-008",
            "TUS-010");
        JudgeEach(
            checks, "Length of each creation", "Upload-Length, or Upload-Defer-Length: 1", [.. requests.Where(one => one.Is("POST"))],
            one => one.Request.Number("Upload-Length") is not null || one.Request["Upload-Defer-Length"] == "1",
            one => Field(one, "Upload-Length"), "TUS-067");
        IReadOnlyList<TusServedRequest> appends = [.. requests.Where(one => one.Is("PATCH"))];
        JudgeEach(
            checks, "Media type of each append", TusCase.OffsetOctetStream, appends,
            one => one.Request["Content-Type"] == TusCase.OffsetOctetStream, one => Field(one, "Content-Type"), "TUS-028");
        JudgeEach(
            checks, "Offset of each append", "the upload's current offset", [.. appends.Where(one => one.Upload is not null)],
            one => one.Request.Number("Upload-Offset") == one.Offset, one => $"{one} while the offset was {one.Offset}", "TUS-030");
    }

    private static void JudgeEach(
        CheckList checks,
        string subject,
        string expected,
        IReadOnlyList<TusServedRequest> requests,
        Func<TusServedRequest, bool> holds,
        Func<TusServedRequest, string> describe,
        params IReadOnlyList<string> requirements)
    {
        if (requests.Count > 0)
        {
            var wrong = requests.Where(one => !holds(one)).Select(describe).Distinct().ToList();
            checks.Judge(
                subject, expected, wrong.Count == 0 ? $"so in {requests.Count}" : string.Join("; ", wrong), wrong.Count == 0, requirements);
        }
    }

    private static string Field(TusServedRequest one, string name) =>
        one.Request.Fields.All(name).ToList() is { Count: > 0 } values
            ? $"{one} with {name}: {string.Join(", ", values)}" : $"{one} without {name}";
}
