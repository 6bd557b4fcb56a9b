using System.Globalization;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience.Networks;

/// <summary>
/// Appends that are still under way when their upload's date passes. Only a server whose uploads live for seconds shows it.
/// </summary>
internal static class ExpiryScenarios
{
    /// <summary>The longest lifetime that is waited for; real ones are hours or days.</summary>
    private static readonly TimeSpan Awaited = TimeSpan.FromSeconds(5);

    /// <summary>The time for which the append continues after the date.</summary>
    private static readonly TimeSpan Beyond = TimeSpan.FromSeconds(1);

    private const int Pieces = 50;

    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        new()
        {
            Path = "expiry/during-append",
            Title = "An append that lasts beyond its upload's expiration ends cleanly",
            Does = "If uploads expire within 5 s, sends an append so slowly that the upload expires meanwhile, then sends HEAD. Longer "
                + "lifetimes are recorded.",
            Must = "Either the append succeeds and the upload still exists with its bytes, or the append is refused or ended; no server "
                + "error.",
            Why = "If the server acknowledges bytes that are already removed, the client cannot recover.",
            Promises = [Promise.EndsCleanly],
            Extension = "expiration",
            Rank = 5,
            Run = DuringAppend,
        },
    ];

    private static async Task DuringAppend(ResumableCase t)
    {
        t.Context.Lifetimes.ExpectEnds();
        var bytes = t.Chunk(1000);
        var upload = await t.NewAsync((2 * bytes) + 1000);
        var first = await t.SendAsync(t.Append(upload, 0, bytes), upload.Url);
        var lifetime = t.Protocol.Lifetime(first) ?? t.Protocol.Lifetime(await t.SendAsync(t.Head(upload), upload.Url));
        t.Observe(Promise.EndsCleanly, "Lifetime of an unfinished upload",
            lifetime is { } left ? left.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s" : "not told");
        if (!first.IsSuccess || !(lifetime < Awaited))
        {
            return;
        }

        var slow = t.Append(upload, bytes, bytes).Paced(Math.Max(1, bytes / Pieces), (lifetime.Value + Beyond) / Pieces);
        var answer = await t.SendAsync(slow, upload.Url, await t.NewLinkAsync(upload), lifetime.Value + Beyond + t.Patience);
        t.Judge(Promise.EndsCleanly, "Response to the append that lasts beyond the expiration",
            "success, a 4xx status or a closed connection", answer,
            answer.IsSuccess || answer.IsClientError || answer is { Response: null, End: not WireEnd.Open });
        var head = await t.SendAsync(t.Head(upload), upload.Url);
        var offset = t.Protocol.Offset(head);
        t.Judge(
            Promise.EndsCleanly, "HEAD after it",
            answer.IsSuccess ? $"offset {2 * bytes}, because the append succeeded" : "404, 410, or an offset that was sent",
            $"{head.Outcome}, offset {offset?.ToString(CultureInfo.InvariantCulture) ?? "absent"}",
            answer.IsSuccess ? offset == 2 * bytes : head.Is(404, 410) || (head.IsSuccess && offset >= bytes && offset <= 2 * bytes));
    }
}
