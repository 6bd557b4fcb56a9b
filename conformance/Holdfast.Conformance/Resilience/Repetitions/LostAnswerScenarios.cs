using Holdfast.Chaos;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Links;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience.Repetitions;

/// <summary>Requests that arrive whole and whose answers do not come back whole.</summary>
internal static class LostAnswerScenarios
{
    private const int Octets = 500;

    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        new()
        {
            Path = "lost-answer/head",
            Title = "HEADs whose responses are lost do not block the upload",
            Does = "Appends, sends three HEADs over links that drop the response and keep the connection, then resumes.",
            Must = "The next append at the same offset is accepted immediately, and the finished upload is correct.",
            Why = "A HEAD that holds the lock until its response is read blocks the client that sent it.",
            Promises = [Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.Resumes, Promise.Whole],
            Rank = 3,
            Run = Head,
        },
        new()
        {
            Path = "lost-answer/delete",
            Title = "A DELETE whose response is lost is executed",
            Does = "Sends DELETE over a link that drops the response, then HEAD, and DELETE again.",
            Must = "HEAD gets 404 or 410; the second DELETE gets no server error.",
            Why = "The client repeats the DELETE, and must learn that the upload is already deleted.",
            Promises = [Promise.StaysGone],
            Extension = "termination",
            Rank = 3,
            Run = Delete,
        },
        new()
        {
            Path = "lost-answer/every-append",
            Title = "An upload over a link that loses every response succeeds",
            Does = "Sends ten appends in sequence, each over a link that drops the response, and sends HEAD for the offset after each.",
            Must = "The offset never shrinks and counts the bytes that arrived, and the finished upload is correct.",
            Why = "Asymmetric links do this for hours: requests arrive, but responses do not.",
            Promises = [Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.KeepsPart, Promise.Resumes, Promise.Whole],
            Rank = 2,
            Run = EveryAppend,
        },
        new()
        {
            Path = "lost-answer/torn",
            Title = "An append whose response is cut is not applied twice",
            Does = "Sends an append over a link that closes after 20 bytes of the response; then sends HEAD, then the same append again.",
            Must = "HEAD reports the stored bytes; the repetition gets 409 and changes nothing; the finished upload is correct.",
            Why = "Half a status line is a success for some clients and a failure for others; the offset must be unambiguous.",
            Promises = [Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.KeepsPart, Promise.RefusesRepetition, Promise.Resumes, Promise.Whole],
            Rank = 3,
            Run = Torn,
        },
    ];

    private static async Task Head(ResumableCase t)
    {
        var (upload, acknowledged) = await t.BegunAsync(Octets);
        var connections = new List<WireConnection>();
        for (var number = 1; number <= 3; number++)
        {
            connections.Add(await SendUnansweredAsync(t, t.Head(upload), upload));
        }

        t.Within("after three lost responses", await t.OffsetAsync(upload), acknowledged, acknowledged);
        await t.FinishAsync(upload);
        foreach (var connection in connections)
        {
            await connection.DisposeAsync();
        }
    }

    private static async Task Delete(ResumableCase t)
    {
        var (upload, _) = await t.BegunAsync(Octets);
        await using (await SendUnansweredAsync(t, t.Delete(upload), upload))
        {
            await t.GoneAsync("after a DELETE whose response was lost", upload);
            var again = await t.SendAsync(t.Delete(upload), upload.Url);
            t.Answered(Promise.StaysGone, "the second DELETE", "2xx or 4xx", again, answer => answer.IsSuccess || answer.IsClientError);
        }
    }

    private static async Task EveryAppend(ResumableCase t)
    {
        const int Appends = 10;
        var octets = t.Chunk(Octets);
        var upload = await t.NewAsync((Appends * octets) + Octets);
        var offset = 0L;
        for (var number = 1; number <= Appends; number++)
        {
            await using var connection = await SendUnansweredAsync(t, t.Append(upload, offset, octets), upload);
            offset = await t.KeptAsync(upload, offset, offset + octets);
        }

        await t.FinishAsync(upload);
    }

    private static async Task Torn(ResumableCase t)
    {
        var octets = t.Chunk(Octets);
        var (upload, acknowledged) = await t.BegunAsync(octets + Octets);
        if (upload.Url.Scheme == "https")
        {
            throw CaseStoppedException.Unsupported("TLS hides from the fault proxy where a response begins, so it cannot be cut there.");
        }

        var link = await t.NewLinkAsync(upload);
        await link.AddAsync(Toxic.LimitData(20), t.Cancellation);
        var answer = await t.SendAsync(t.Append(upload, acknowledged, octets), upload.Url, link);
        t.Observe(Promise.Resumes, "What the client received", answer.Outcome);

        var offset = await t.KeptAsync(upload, acknowledged, acknowledged + octets);
        if (offset > acknowledged)
        {
            var again = await t.SendAsync(t.Append(upload, acknowledged, octets), upload.Url);
            t.Answered(Promise.RefusesRepetition, "the same append again", "409", again, answer => answer.Status == 409);
        }

        t.Within("after the repetition", await t.OffsetAsync(upload), offset, offset);
        await t.FinishAsync(upload);
    }

    /// <summary>Sends a request whose response the link drops. Returns the connection, which stays open.</summary>
    private static async Task<WireConnection> SendUnansweredAsync(ResumableCase t, WireRequest request, Upload upload)
    {
        ILink link = await t.NewLinkAsync(upload);
        var connection = await t.Context.ConnectAsync(upload.Url, link);

        // Added after the connection is established, because a TLS handshake needs responses.
        var swallow = Toxic.Timeout();
        await link.AddAsync(swallow, t.Cancellation);
        await t.SendPartAsync(connection, request, request.Body.Length);
        await t.SwallowedAsync(upload, link, swallow);
        return connection;
    }
}
