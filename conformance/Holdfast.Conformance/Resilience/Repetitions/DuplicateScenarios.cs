using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience.Repetitions;

/// <summary>Requests that are delivered twice, as by intermediaries that repeat a request without a response.</summary>
internal static class DuplicateScenarios
{
    private const int Bytes = 2000;

    private const int Rest = 1000;

    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        new()
        {
            Path = "duplicate/append",
            Title = "An append that is delivered twice is stored once",
            Does = "Sends the same append twice on one connection without waiting; then sends HEAD, then finishes the upload.",
            Must = "The first is accepted, the second gets 409 or a closed connection; the offset counts one of them; the finished upload "
                + "is correct.",
            Why = "Intermediaries repeat requests that they believe to be safe. Only the offset prevents storing the bytes twice.",
            Promises = [Promise.RefusesRepetition, Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.Resumes, Promise.Whole],
            Rank = 2,
            Run = Append,
        },
        new()
        {
            Path = "duplicate/last-append",
            Title = "A last append that is delivered twice completes the upload once",
            Does = "Sends the append that completes the upload twice on one connection; then reads the upload.",
            Must = "The first is accepted, the second gets no server error; the content is stored once.",
            Why = "A file that is processed twice may be charged twice.",
            Promises = [Promise.Takes, Promise.OneWriter],
            Rank = 3,
            Run = LastAppend,
        },
        new()
        {
            Path = "duplicate/creation",
            Title = "A creation that is delivered twice creates two separate uploads",
            Does = "Sends the same creation twice on one connection, and appends to the first upload.",
            Must = "Two URLs; the second upload stays at offset 0, and the first one can be finished correctly.",
            Why = "A server cannot distinguish a repetition from a second file of the same size; if both share state, both are broken.",
            Promises = [Promise.CreatesAfresh, Promise.Resumes, Promise.Whole],
            Rank = 4,
            Run = Creation,
        },
        new()
        {
            Path = "duplicate/delete",
            Title = "A DELETE that is delivered twice deletes once",
            Does = "Sends the same DELETE twice on one connection, then HEAD.",
            Must = "The first succeeds, the second gets no server error, and HEAD gets 404 or 410.",
            Why = "The client receives the second response; a 500 tells it that its file still exists.",
            Promises = [Promise.StaysGone],
            Extension = "termination",
            Rank = 4,
            Run = Delete,
        },
        new()
        {
            Path = "duplicate/overtaking",
            Title = "An append that is sent on two connections at once is stored once",
            Does = "Sends the same append on two connections at once, then HEAD, then finishes the upload.",
            Must = "At most one is accepted, the offset counts one of them, and the finished upload is correct.",
            Why = "A client with two networks may use both.",
            Promises = [Promise.OneWriter, Promise.KeepsAcknowledged, Promise.CountsNoMore, Promise.Resumes, Promise.Whole],
            Rank = 2,
            Run = Overtaking,
        },
    ];

    private static async Task Append(ResumableCase t)
    {
        var bytes = t.Chunk(Bytes);
        var (upload, acknowledged) = await t.BegunAsync(bytes + Rest);
        var (first, second) = await TwiceAsync(t, t.Append(upload, acknowledged, bytes), upload.Url);
        t.Observe(Promise.Resumes, "Response to the append", first.Outcome);
        if (first.IsSuccess && second?.Response is not null)
        {
            t.Judge(Promise.RefusesRepetition, "Response to its repetition", "409", second, second.Status == 409);
        }
        else
        {
            t.Observe(Promise.RefusesRepetition, "Response to its repetition",
                second?.Outcome ?? "the server closed the connection before it");
        }

        t.Within("after both", await t.SettledOffsetAsync(upload, acknowledged + bytes), Acknowledged(t, acknowledged, bytes, first),
            acknowledged + bytes);
        await t.FinishAsync(upload);
    }

    private static async Task LastAppend(ResumableCase t)
    {
        var (upload, acknowledged) = await t.BegunAsync(Bytes);
        var (first, second) = await TwiceAsync(t, t.Append(upload, acknowledged, Bytes), upload.Url);
        t.Answered(Promise.Takes, "the last append", "a 2xx status", first, answer => answer.IsSuccess);
        if (second?.Response is not null)
        {
            t.Judge(Promise.OneWriter, "Response to its repetition", "2xx or 4xx", second, second.IsSuccess || second.IsClientError);
        }

        await t.ContentIsAsync(Promise.OneWriter, upload, first);
    }

    private static async Task Creation(ResumableCase t)
    {
        var (first, second) = await TwiceAsync(t, t.Protocol.Create(Bytes), t.Endpoint);
        if (first is not { IsSuccess: true } || second is not { IsSuccess: true } || t.Protocol.Location(first) is not { } one
            || t.Protocol.Location(second) is not { } other)
        {
            t.Observe(Promise.CreatesAfresh, "Responses to the creations",
                $"{first.Outcome}, {second?.Outcome ?? "the end of the connection"}");
            await t.FinishAsync(await t.NewAsync(Bytes));
            return;
        }

        t.Judge(Promise.CreatesAfresh, "URLs", "two different URLs", one == other ? "the same" : "two different URLs", one != other);
        await t.FinishAsync(new Upload(one, t.Content(Bytes)));
        var head = await t.SendAsync(t.Protocol.Request("HEAD", other), other);
        t.Answered(Promise.CreatesAfresh, "HEAD of the second upload", "offset 0", head, answer => t.Protocol.Offset(answer) == 0);
    }

    private static async Task Delete(ResumableCase t)
    {
        var (upload, _) = await t.BegunAsync(Bytes);
        var (first, second) = await TwiceAsync(t, t.Delete(upload), upload.Url);
        t.Observe(Promise.StaysGone, "Responses to the DELETEs", $"{first.Outcome}, {second?.Outcome ?? "the end of the connection"}");
        if (second?.Response is not null)
        {
            t.Judge(Promise.StaysGone, "Response to the second DELETE", "2xx or 4xx", second, second.IsSuccess || second.IsClientError);
        }

        if (ResumableCase.IsDeleted(first))
        {
            await t.GoneAsync("after both", upload);
        }
    }

    private static async Task Overtaking(ResumableCase t)
    {
        var bytes = t.Chunk(Bytes);
        var (upload, acknowledged) = await t.BegunAsync(bytes + Rest);
        var append = t.Append(upload, acknowledged, bytes);
        var links = await Task.WhenAll(t.NewLinkAsync(upload), t.NewLinkAsync(upload));
        var answers = await Task.WhenAll(links.Select(link => t.SendAsync(append, upload.Url, link, ResumableCase.BusyPatience)));
        var told = string.Join(" and ", answers.Select(answer => answer.Outcome));
        var moved = answers.Count(answer => answer.IsSuccess && t.Protocol.Offset(answer) != acknowledged);
        t.Judge(Promise.OneWriter, "Accepted appends", "at most 1", told, moved <= 1);
        t.Within("after both", await t.SettledOffsetAsync(upload, acknowledged + bytes), Acknowledged(t, acknowledged, bytes, answers),
            acknowledged + bytes);
        await t.FinishAsync(upload);
    }

    // A server may interrupt an append and answer it with success and the smaller offset that was reached.
    private static long Acknowledged(ResumableCase t, long acknowledged, int bytes, params IReadOnlyList<Exchange> answers) =>
        answers.Where(answer => answer.IsSuccess).Select(answer => t.Protocol.Offset(answer) ?? acknowledged + bytes).Append(acknowledged)
            .Max();

    /// <summary>
    /// Sends a request twice without waiting, over its own link; the second response is missing if the connection closed after the first.
    /// </summary>
    private static async Task<(Exchange First, Exchange? Second)> TwiceAsync(ResumableCase t, WireRequest request, WireUrl url)
    {
        await using var connection = await t.Context.ConnectAsync(url, await t.Context.NewLinkAsync(url));
        for (var time = 1; time <= 2; time++)
        {
            await t.SendPartAsync(connection, request, request.Body.Length);
        }

        var first = await connection.ReadAsync(request.Method, t.Patience, t.Cancellation);
        return first.Response is null or { Closes: true }
            ? (first, null)
            : (first, await connection.ReadAsync(request.Method, t.Patience, t.Cancellation));
    }
}
