using Holdfast.Chaos;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience.Repetitions;

/// <summary>Requests that arrive completely and whose responses are lost or cut.</summary>
internal static class LostAnswerScenarios
{
    private const int Bytes = 500;

    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        new()
        {
            Path = "lost-answer/append",
            Title = "An append whose response is lost is not applied twice",
            Does = "Sends an append in the middle of an upload over a link that drops the response; then sends HEAD, the same append "
                + "again, then resumes.",
            Must = "HEAD reports what was stored; the repeated append gets 409 and changes nothing; the upload is correct.",
            Why = "The client cannot know whether its bytes arrived. Only the offset prevents storing them twice.",
            Promises =
            [
                Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.KeepsPart, Promise.KeepsAll, Promise.CountsAll,
                Promise.RefusesRepetition,
                Promise.RefusesWithOffset, Promise.Resumes, Promise.Whole,
            ],
            InEveryVersion = true,
            Rank = 2,
            Run = Append,
        },
        new()
        {
            Path = "lost-answer/last-append",
            Title = "An upload whose last response is lost is complete",
            Does = "Sends the last append of an upload over a link that drops the response; then sends HEAD, the same append again, then "
                + "HEAD.",
            Must = "HEAD reports a complete upload, also after the repeated append, which gets 409 (in the draft any 2xx or 4xx); the "
                + "content is correct.",
            Why = "If the server removes completed uploads, it answers 404 here, and the client uploads everything again.",
            Promises = [Promise.StaysComplete, Promise.DropsComplete, Promise.CompletesOnce, Promise.Whole],
            InEveryVersion = true,
            Rank = 2,
            Run = LastAppend,
        },
        new()
        {
            Path = "lost-answer/creation",
            Title = "A creation whose response is lost does not affect the next one",
            Does = "Sends a creation over a link that drops the response, then the same creation again, and uploads to the second.",
            Must = "The second creation gives a new upload at offset 0, and the finished upload is correct.",
            Why = "Neither protocol has an idempotency key: the client can only create again, and must get a new upload.",
            Promises = [Promise.CreatesAfresh, Promise.Resumes, Promise.Whole],
            Rank = 2,
            Run = Creation,
        },
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
            Promises =
                [Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.KeepsPart, Promise.KeepsAll, Promise.Resumes, Promise.Whole],
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
            Promises =
            [
                Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.KeepsPart, Promise.KeepsAll, Promise.RefusesRepetition,
                Promise.Resumes,
                Promise.Whole,
            ],
            Rank = 3,
            Run = Torn,
        },
    ];

    private static async Task Append(ResumableCase t)
    {
        var bytes = t.Chunk(Bytes);
        var (upload, acknowledged) = await t.BegunAsync(bytes + Bytes);
        var append = t.Append(upload, acknowledged, bytes);
        await (await t.SendUnansweredAsync(append, upload.Url)).DisposeAsync();
        var offset = await t.KeptAsync(upload, acknowledged, acknowledged + bytes);
        t.Judge(Promise.CountsAll, "Offset after a complete append", $"{acknowledged + bytes}", $"{offset}",
            offset == acknowledged + bytes);
        if (offset > acknowledged)
        {
            var again = await t.SendAsync(append, upload.Url);
            t.Answered(Promise.RefusesRepetition, "the same append again", "409", again, answer => answer.Status == 409);
            t.Judge(
                Promise.RefusesWithOffset, "Offset of the same append again", $"{offset}", again["Upload-Offset"] ?? "absent",
                t.Protocol.Offset(again) == offset);
            t.Within("after the repetition", await t.OffsetAsync(upload), offset, offset);
        }

        await t.FinishAsync(upload);
    }

    private static async Task LastAppend(ResumableCase t)
    {
        var complete = t.Protocol.Requirements(Promise.StaysComplete);
        var (upload, acknowledged) = await t.BegunAsync(Bytes);
        var append = t.Append(upload, acknowledged, Bytes);
        await (await t.SendUnansweredAsync(append, upload.Url)).DisposeAsync();
        if (!await t.CompletedAsync("after the lost response", upload, complete))
        {
            return;
        }

        t.Observe(Promise.DropsComplete, "HEAD after the completion", (await t.SendAsync(t.Head(upload), upload.Url)).Outcome);
        var again = await t.SendAsync(append, upload.Url);
        var (expected, holds) =
            t.Protocol.EndsByRequest ? ("2xx or 4xx", again.IsSuccess || again.IsClientError) : ("409", again.Status == 409);
        t.Answered(Promise.CompletesOnce, "the last append again", expected, again, _ => holds);
        await t.CompletedAsync("after the repetition", upload, complete);
        await t.ContentIsAsync(Promise.Whole, upload, again);
    }

    private static async Task Creation(ResumableCase t)
    {
        await (await t.SendUnansweredAsync(t.Protocol.Create(Bytes), t.Endpoint)).DisposeAsync();
        t.LeaveUnnamed();
        var upload = await t.NewAsync(Bytes);
        await t.OffsetIsAsync("of the second upload", upload, 0, t.Protocol.Requirements(Promise.CreatesAfresh));
        await t.FinishAsync(upload);
    }

    private static async Task Head(ResumableCase t)
    {
        var (upload, acknowledged) = await t.BegunAsync(Bytes);
        var connections = new List<WireConnection>();
        for (var number = 1; number <= 3; number++)
        {
            connections.Add(await t.SendUnansweredAsync(t.Head(upload), upload.Url));
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
        var (upload, _) = await t.BegunAsync(Bytes);
        await using (await t.SendUnansweredAsync(t.Delete(upload), upload.Url))
        {
            await t.GoneAsync("after a DELETE whose response was lost", upload);
            var again = await t.SendAsync(t.Delete(upload), upload.Url);
            t.Answered(Promise.StaysGone, "the second DELETE", "2xx or 4xx", again, answer => answer.IsSuccess || answer.IsClientError);
        }
    }

    private static async Task EveryAppend(ResumableCase t)
    {
        const int Appends = 10;
        var bytes = t.Chunk(Bytes);
        var upload = await t.NewAsync((Appends * bytes) + Bytes);
        var offset = 0L;
        for (var number = 1; number <= Appends; number++)
        {
            await using var connection = await t.SendUnansweredAsync(t.Append(upload, offset, bytes), upload.Url);
            offset = await t.KeptAsync(upload, offset, offset + bytes);
        }

        await t.FinishAsync(upload);
    }

    private static async Task Torn(ResumableCase t)
    {
        var bytes = t.Chunk(Bytes);
        var (upload, acknowledged) = await t.BegunAsync(bytes + Bytes);
        if (upload.Url.Scheme == "https")
        {
            throw CaseStoppedException.Unsupported("TLS hides from the fault proxy where a response begins, so it cannot be cut there.");
        }

        var link = await t.NewLinkAsync(upload);
        await link.AddAsync(Toxic.LimitData(20), t.Cancellation);
        var answer = await t.SendAsync(t.Append(upload, acknowledged, bytes), upload.Url, link);
        t.Observe(Promise.Resumes, "Response that the client received", answer.Outcome);

        var offset = await t.KeptAsync(upload, acknowledged, acknowledged + bytes);
        if (offset > acknowledged)
        {
            var again = await t.SendAsync(t.Append(upload, acknowledged, bytes), upload.Url);
            t.Answered(Promise.RefusesRepetition, "the same append again", "409", again, answer => answer.Status == 409);
        }

        t.Within("after the repetition", await t.OffsetAsync(upload), offset, offset);
        await t.FinishAsync(upload);
    }
}
