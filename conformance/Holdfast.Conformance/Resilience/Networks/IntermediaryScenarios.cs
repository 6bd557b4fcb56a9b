using Holdfast.Chaos;

namespace Holdfast.Conformance.Resilience.Networks;

/// <summary>Proxies that do more than pass octets on.</summary>
internal static class IntermediaryScenarios
{
    private const int Octets = 2000;

    private const int Rest = 1000;

    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        new()
        {
            Path = "intermediary/buffers",
            Title = "Uploads through a proxy that holds requests until they are whole arrive whole",
            Does = "Sends an append through a proxy that passes a request on when it is complete, and another one that is cut half way before the proxy.",
            Must = "The first append succeeds; of the second nothing arrives and nothing is counted; the upload ends whole.",
            Why = "Many gateways buffer uploads. What they swallowed is not the server's, and must not block the upload.",
            Promises = [Promise.Takes, Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.Resumes, Promise.Whole],
            Rank = 3,
            Run = Buffers,
        },
        new()
        {
            Path = "intermediary/repeats",
            Title = "An append that a proxy repeats on its own is stored once",
            Does = "Sends an append through a proxy that delivers it twice and passes only the second answer on; then HEAD, then resumes.",
            Must = "The second answer is 409, or the connection ends; the offset counts the octets once; the upload ends whole.",
            Why = "The client hears that its append failed, although it was stored: only HEAD puts that right.",
            Promises = [Promise.RefusesRepetition, Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.KeepsPart, Promise.Resumes, Promise.Whole],
            Rank = 3,
            Run = Repeats,
        },
        new()
        {
            Path = "intermediary/bad-gateway",
            Title = "An append for which a proxy says 502 is not lost",
            Does = "Sends an append through a proxy that passes it on and answers 502 in the server's place; then HEAD, then resumes.",
            Must = "The offset counts nothing that was not sent, and the upload ends whole.",
            Why = "Gateways give up long before servers do; the client must not have to begin again.",
            Promises = [Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.Resumes, Promise.Whole],
            Rank = 2,
            Run = BadGateway,
        },
    ];

    private static async Task Buffers(ResumableCase t)
    {
        var octets = t.Chunk(Octets);
        var upload = await t.NewAsync((2 * octets) + Rest);
        var link = await t.NewIntermediaryAsync(upload.Url, Toxic.Http(HttpTrigger.BeforeRequest("PATCH") with { Nth = 0 }, HttpAction.BufferRequest()));
        var answer = await t.SendAsync(t.Append(upload, 0, octets).Paced(Math.Max(1, octets / 4), TimeSpan.FromMilliseconds(20)), upload.Url, link);
        t.Answered(Promise.Takes, "the append through the proxy", "a 2xx status", answer, taken => taken.IsSuccess);
        await using (var connection = await t.Context.ConnectAsync(upload.Url, link))
        {
            await t.SendPartAsync(connection, t.Append(upload, octets, octets), octets / 2);
            connection.Reset();
        }

        // The reset goes through to the server, whose side of it the probe waits for.
        await t.LetArriveAsync(upload, link);
        t.Within("after a request that never left the proxy", await t.OffsetAsync(upload), octets, octets);
        await t.FinishAsync(upload);
    }

    private static async Task Repeats(ResumableCase t)
    {
        var octets = t.Chunk(Octets);
        var (upload, acknowledged) = await t.BegunAsync(octets + Rest);
        var link = await t.NewIntermediaryAsync(upload.Url, Toxic.Http(HttpTrigger.BeforeRequest("PATCH"), HttpAction.DeliverTwice()));

        // What the proxy sends on its own is no operation of the client's, and the history must not be read as if it were not there.
        t.Context.Recorder.Invoked(connection: 0, request: null);
        var answer = await t.SendAsync(t.Append(upload, acknowledged, octets), upload.Url, link);
        if (answer.Response is null)
        {
            t.Observe(Promise.RefusesRepetition, "Answer to the repetition", answer.Outcome);
        }
        else
        {
            t.Judge(Promise.RefusesRepetition, "Answer to the repetition", "409", answer, answer.Status == 409);
        }

        await t.KeptAsync(upload, acknowledged, acknowledged + octets);
        await t.FinishAsync(upload);
    }

    private static async Task BadGateway(ResumableCase t)
    {
        var octets = t.Chunk(Octets);
        var (upload, acknowledged) = await t.BegunAsync(octets + Rest);
        var link = await t.NewIntermediaryAsync(upload.Url, Toxic.Http(HttpTrigger.AfterRequest("PATCH"), HttpAction.InjectStatus(502)));
        var answer = await t.SendAsync(t.Append(upload, acknowledged, octets), upload.Url, link);
        t.Observe(Promise.Resumes, "What the client got", answer.Outcome);

        // The proxy hangs up at once, perhaps before the server has looked at the request: nothing need be kept of it.
        t.Within("after the 502", await t.SettledOffsetAsync(upload, acknowledged + octets), acknowledged, acknowledged + octets);
        await t.FinishAsync(upload);
    }
}
