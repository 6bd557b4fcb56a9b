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
            Title = "HEADs whose answers are lost leave nothing behind",
            Does = "Appends, sends three HEADs over links that swallow the answer and keep the connection, then resumes.",
            Must = "The upload can be written to at once, from where it was, and ends whole.",
            Why = "A HEAD that locks and waits for its reader blocks the very client that asked.",
            Promises = [Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.Resumes, Promise.Whole],
            Rank = 3,
            Run = Head,
        },
        new()
        {
            Path = "lost-answer/delete",
            Title = "A DELETE whose answer is lost was carried out all the same",
            Does = "Sends DELETE over a link that swallows the answer, then HEAD, and DELETE again.",
            Must = "HEAD gets 404 or 410; the second DELETE gets no server error.",
            Why = "The client asks again, and must learn that there is nothing left to delete.",
            Promises = [Promise.StaysGone],
            Extension = "termination",
            Rank = 3,
            Run = Delete,
        },
        new()
        {
            Path = "lost-answer/every-append",
            Title = "An upload over a link that loses every answer arrives whole",
            Does = "Sends ten appends one after the other, each over a link that swallows the answer, asking HEAD where to go on after each.",
            Must = "The offset never goes back, counts what arrived, and the upload ends whole.",
            Why = "Asymmetric links do this for hours: everything arrives, and nobody says so.",
            Promises = [Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.KeepsPart, Promise.Resumes, Promise.Whole],
            Rank = 2,
            Run = EveryAppend,
        },
        new()
        {
            Path = "lost-answer/torn",
            Title = "An append whose answer is torn after some octets is not done twice",
            Does = "Sends an append over a link that closes after 20 octets of the answer; then HEAD, then the same append again.",
            Must = "HEAD counts what was stored; the repetition gets 409 and changes nothing; the upload ends whole.",
            Why = "Half a status line says success to some clients and failure to others; the offset must not.",
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

        t.Within("after three lost answers", await t.OffsetAsync(upload), acknowledged, acknowledged);
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
            await t.GoneAsync("after a DELETE whose answer was lost", upload);
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
            throw CaseStoppedException.Unsupported("TLS hides from the fault proxy where an answer begins, so it cannot be torn.");
        }

        var link = await t.NewLinkAsync(upload);
        await link.AddAsync(Toxic.LimitData(20), t.Cancellation);
        var answer = await t.SendAsync(t.Append(upload, acknowledged, octets), upload.Url, link);
        t.Observe(Promise.Resumes, "What the client got", answer.Outcome);

        var offset = await t.KeptAsync(upload, acknowledged, acknowledged + octets);
        if (offset > acknowledged)
        {
            var again = await t.SendAsync(t.Append(upload, acknowledged, octets), upload.Url);
            t.Answered(Promise.RefusesRepetition, "the same append again", "409", again, answer => answer.Status == 409);
        }

        t.Within("after the repetition", await t.OffsetAsync(upload), offset, offset);
        await t.FinishAsync(upload);
    }

    /// <summary>Sends a request whose answer the link swallows. Gives the connection, which stays open.</summary>
    private static async Task<WireConnection> SendUnansweredAsync(ResumableCase t, WireRequest request, Upload upload)
    {
        ILink link = await t.NewLinkAsync(upload);
        var connection = await t.Context.ConnectAsync(upload.Url, link);

        // Set after the connection stands: a TLS handshake needs answers.
        var swallow = Toxic.Timeout();
        await link.AddAsync(swallow, t.Cancellation);
        await t.SendPartAsync(connection, request, request.Body.Length);
        await t.SwallowedAsync(upload, link, swallow);
        return connection;
    }
}
