using Holdfast.Chaos;
using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Resilience.Networks;

/// <summary>Proxies that do more than pass bytes on.</summary>
internal static class IntermediaryScenarios
{
    private const int Bytes = 2000;

    private const int Rest = 1000;

    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        new()
        {
            Path = "intermediary/buffers",
            Title = "Uploads through a proxy that buffers complete requests succeed",
            Does = "Sends an append through a proxy that passes a request on when it is complete, and another one that is cut half way "
                + "before the proxy.",
            Must = "The first append succeeds; no byte of the second arrives or is counted; the finished upload is correct.",
            Why = "Many gateways buffer uploads. A request that they dropped must not block the upload.",
            Promises = [Promise.Takes, Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.Resumes, Promise.Whole],
            Rank = 3,
            Run = Buffers,
        },
        new()
        {
            Path = "intermediary/repeats",
            Title = "An append that a proxy repeats is stored once",
            Does = "Sends an append through a proxy that delivers it twice and returns only the second response; then sends HEAD, then "
                + "resumes.",
            Must = "The second response is 409, or the connection is closed; the offset counts the bytes once; the finished upload is "
                + "correct.",
            Why = "The client learns that its append failed, although it was stored; only an offset retrieval corrects that.",
            Promises =
            [
                Promise.RefusesRepetition, Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.KeepsPart, Promise.KeepsAll,
                Promise.Resumes,
                Promise.Whole,
            ],
            Rank = 3,
            Run = Repeats,
        },
        new()
        {
            Path = "intermediary/bad-gateway",
            Title = "An append that a proxy answers with 502 is not lost",
            Does = "Sends an append through a proxy that passes it on but answers 502 instead of the server; then sends HEAD, then "
                + "resumes.",
            Must = "The offset is at most the number of bytes sent, and the finished upload is correct.",
            Why = "Gateways time out long before servers do; the client must not have to start again.",
            Promises = [Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.Resumes, Promise.Whole],
            Rank = 2,
            Run = BadGateway,
        },
    ];

    private static async Task Buffers(ResumableCase t)
    {
        var bytes = t.Chunk(Bytes);
        var upload = await t.NewAsync((2 * bytes) + Rest);
        var link = await t.NewIntermediaryAsync(
            upload.Url, Toxic.Http(HttpTrigger.BeforeRequest("PATCH") with { Nth = 0 }, HttpAction.BufferRequest()));
        var answer =
            await t.SendAsync(t.Append(upload, 0, bytes).Paced(Math.Max(1, bytes / 4), TimeSpan.FromMilliseconds(20)), upload.Url, link);
        t.Answered(Promise.Takes, "the append through the proxy", "a 2xx status", answer, taken => taken.IsSuccess);
        await using (var connection = await t.Context.ConnectAsync(upload.Url, link))
        {
            await t.SendPartAsync(connection, t.Append(upload, bytes, bytes), bytes / 2);
            connection.Reset();
        }

        // The reset is forwarded to the server; the probe waits until it has arrived there.
        await t.LetArriveAsync(upload, link);
        t.Within("after a request that never left the proxy", await t.OffsetAsync(upload), bytes, bytes);
        await t.FinishAsync(upload);
    }

    private static async Task Repeats(ResumableCase t)
    {
        var bytes = t.Chunk(Bytes);
        var (upload, acknowledged) = await t.BegunAsync(bytes + Rest);
        var link = await t.NewIntermediaryAsync(upload.Url, Toxic.Http(HttpTrigger.BeforeRequest("PATCH"), HttpAction.DeliverTwice()));

        // Requests that the proxy sends itself are not operations of the client, but affect the history.
        t.Context.Recorder.Invoked(connection: 0, request: null);
        var answer = await t.SendAsync(t.Append(upload, acknowledged, bytes), upload.Url, link);
        if (answer.Response is null)
        {
            t.Observe(Promise.RefusesRepetition, "Response to the repetition", answer.Outcome);
        }
        else
        {
            t.Judge(Promise.RefusesRepetition, "Response to the repetition", "409", answer, answer.Status == 409);
        }

        await t.KeptAsync(upload, acknowledged, acknowledged + bytes);
        await t.FinishAsync(upload);
    }

    private static async Task BadGateway(ResumableCase t)
    {
        var bytes = t.Chunk(Bytes);
        var (upload, acknowledged) = await t.BegunAsync(bytes + Rest);
        var link = await t.NewIntermediaryAsync(upload.Url, Toxic.Http(HttpTrigger.AfterRequest("PATCH"), HttpAction.InjectStatus(502)));
        var answer = await t.SendAsync(t.Append(upload, acknowledged, bytes), upload.Url, link);
        t.Observe(Promise.Resumes, "Response that the client received", answer.Outcome);

        // The proxy closes the connection at once, perhaps before the server has read the request, so no byte need be kept.
        t.Within("after the 502", await t.SettledOffsetAsync(upload, acknowledged + bytes), acknowledged, acknowledged + bytes);
        await t.FinishAsync(upload);
    }
}
