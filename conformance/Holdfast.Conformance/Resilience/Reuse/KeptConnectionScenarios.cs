using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience.Reuse;

/// <summary>A connection that is used again after a request on it failed.</summary>
internal static class KeptConnectionScenarios
{
    private const int Bytes = 500;

    private delegate Task<WireRequest> Failing(ResumableCase t, Upload upload, int acknowledged);

    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        After("wrong-offset", "an append at a wrong offset",
            (t, upload, acknowledged) => Task.FromResult(t.Append(upload, acknowledged + 7, t.Content(100)))),
        After("large-refused-body", "a refused append of 200,000 bytes",
            (t, upload, acknowledged) => Task.FromResult(t.Append(upload, acknowledged + 7, t.Content(t.Chunk(200_000))))),
        After("malformed-offset", "an append at an offset that is not a number",
            (t, upload, _) => Task.FromResult(t.Protocol.Append(upload.Url, "seven", t.Content(100), isLast: false))),
        After("deleted-append", "an append to a deleted upload", async (t, _, _) => t.Append(await DeletedAsync(t), 0, t.Content(100)),
            deletes: true),
        After("deleted-head", "HEAD of a deleted upload", async (t, _, _) => t.Head(await DeletedAsync(t)), deletes: true),
        After("deleted-delete", "DELETE of a deleted upload", async (t, _, _) => t.Delete(await DeletedAsync(t)), deletes: true),
    ];

    private static FaultScenario After(string name, string words, Failing failing, bool deletes = false) => new()
    {
        Path = $"keep-alive/after-{name}",
        Title = $"A connection can be used after {words}",
        Does = $"Sends {words} and, unless the server closes the connection, HEAD, an append and HEAD on the same connection, each after "
            + "the response before.",
        Must = "Each response belongs to its request, or the connection is closed; the finished upload is correct.",
        Why = "A server that does not read a refused request completely takes the rest for the next one.",
        Promises = [Promise.AnswersInOrder, Promise.Resumes, Promise.Whole],
        Extension = deletes ? "termination" : null,
        Rank = 4,
        Run = t => RunAsync(t, failing),
    };

    private static async Task RunAsync(ResumableCase t, Failing failing)
    {
        var bytes = t.Chunk(100);
        var (upload, acknowledged) = await t.BegunAsync(bytes + Bytes);
        var request = await failing(t, upload, acknowledged);
        await using (var connection = await t.Context.ConnectAsync(upload.Url, await t.NewLinkAsync(upload)))
        {
            var refused = await connection.ExchangeAsync(request, t.Patience, t.Cancellation);
            t.Observe(Promise.AnswersInOrder, "Response to the request that fails", refused.Outcome);
            if (refused.Response is { Closes: false })
            {
                await ReuseAsync(t, connection, upload, acknowledged, bytes);
            }
        }

        await t.FinishAsync(upload);
    }

    private static async Task ReuseAsync(ResumableCase t, WireConnection connection, Upload upload, int acknowledged, int bytes)
    {
        (WireRequest Request, long? Offset)[] next =
            [(t.Head(upload), acknowledged), (t.Append(upload, acknowledged, bytes), null), (t.Head(upload), acknowledged + bytes)];
        foreach (var (request, offset) in next)
        {
            var answer = await connection.ExchangeAsync(request, t.Patience, t.Cancellation);
            if (answer is { Response: null, End: WireEnd.Closed or WireEnd.Reset })
            {
                t.Observe(Promise.AnswersInOrder, $"Response to {request.Method} on the same connection", answer.Outcome);
                return;
            }

            var told = $"{answer.Outcome}, Upload-Offset {answer["Upload-Offset"] ?? "absent"}";
            var right = answer.IsSuccess && (offset is null || t.Protocol.Offset(answer) == offset);
            t.Judge(Promise.AnswersInOrder, $"Response to {request.Method} on the same connection",
                offset is null ? "success, or a closed connection" : $"success with offset {offset}, or a closed connection", told, right);
            if (answer.Response is null or { Closes: true })
            {
                return;
            }
        }
    }

    private static async Task<Upload> DeletedAsync(ResumableCase t)
    {
        var upload = await t.NewAsync(Bytes);
        t.Observe(Promise.AnswersInOrder, "DELETE", (await t.SendAsync(t.Delete(upload), upload.Url)).Outcome);
        return upload;
    }
}
