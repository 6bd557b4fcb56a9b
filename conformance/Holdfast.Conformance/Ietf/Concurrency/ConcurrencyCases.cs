using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;

namespace Holdfast.Conformance.Ietf.Concurrency;

/// <summary>The draft, Concurrency: several requests to one upload resource.</summary>
internal static class ConcurrencyCases
{
    private const int Bytes = 20_000;

    private const int Half = Bytes / 2;

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/concurrency/retrieval-takes-over",
            Title = "An offset retrieval is answered while a transfer is stalled, and its offset is valid",
            Does = "Stalls an append half way, sends HEAD, appends the rest from there, and lets the old transfer continue.",
            Must = "HEAD is answered, the next append at its offset is accepted, and the old transfer's bytes are ignored.",
            Why = "A stalled connection is the usual reason for resuming.",
            Judges = ["IETF-104", "IETF-128", "IETF-129", "IETF-131"],
            Versions = Interop.All,
            TimeLimit = TimeSpan.FromSeconds(60),
            Run = IetfCases.Run(RetrievalTakesOver),
        },
        new()
        {
            Id = "ietf/concurrency/append-takes-over",
            Title = "A second append at the current offset does not mix with the first",
            Does = "Stalls an append after its header section and sends the complete content in another append.",
            Must = "One of the two is accepted; the content is that of one of them.",
            Why = "Two transfers that both write create a file that no client sent.",
            Judges = ["IETF-127", "IETF-129"],
            Versions = Interop.All,
            TimeLimit = TimeSpan.FromSeconds(60),
            Run = IetfCases.Run(AppendTakesOver),
        },
        new()
        {
            Id = "ietf/concurrency/two-appends",
            Title = "Of two appends at one offset, one is accepted",
            Does = "Sends two appends with different content at the same time, in five rounds; in every second round each pauses in the "
                + "middle.",
            Must = "The offset grows by one append per round, and not every append succeeds.",
            Why = "Clients that retry too early race with their own requests.",
            Judges = ["IETF-127"],
            Versions = Interop.All,
            TimeLimit = TimeSpan.FromSeconds(60),
            Run = IetfCases.Run(TwoAppends),
        },
        new()
        {
            Id = "ietf/concurrency/two-last-appends",
            Title = "Of two last appends, one completes the upload",
            Does = "Sends the whole content twice at the same time, each as the last.",
            Must = "The upload is complete and has the length of one of them; neither gets a server error.",
            Why = "The target must not process the content twice.",
            Judges = ["IETF-014", "IETF-127"],
            Versions = Interop.All,
            TimeLimit = TimeSpan.FromSeconds(60),
            Run = IetfCases.Run(TwoLastAppends),
        },
        new()
        {
            Id = "ietf/concurrency/creation-runs",
            Title = "An upload can be resumed while its creation is stalled",
            Does = "Stalls a creation half way after its 104, sends HEAD at the announced URL and appends the rest from there.",
            Must = "HEAD is answered, and the append is accepted.",
            Why = "For the server, the broken creation still runs when the client returns.",
            Judges = ["IETF-128", "IETF-129"],
            Versions = Interop.All,
            TimeLimit = TimeSpan.FromSeconds(60),
            Run = IetfCases.Run(CreationRuns),
        },
        new()
        {
            Id = "ietf/concurrency/retrieval-storm",
            Title = "Many offset retrievals during an append never see a smaller offset",
            Does = "Appends 40,000 bytes slowly, sends HEAD ten times meanwhile, then finishes from the last offset.",
            Must = "No offset is smaller than the one before, and the finished upload is correct.",
            Why = "Some clients poll the offset.",
            Judges = ["IETF-005", "IETF-104", "IETF-128"],
            Versions = Interop.All,
            TimeLimit = TimeSpan.FromSeconds(60),
            Run = IetfCases.Run(RetrievalStorm),
        },
    ];

    private static async Task RetrievalTakesOver(IetfCase t)
    {
        var upload = await t.NewAsync(Bytes);
        await using var stalled = await t.Context.ConnectAsync(upload.Url);
        await t.SendPartAsync(stalled, t.Append(upload, 0, completes: true, upload.Content), Half);
        await t.LetArriveAsync();
        var since = t.Context.Clock.Elapsed;
        var head = await t.HeadAsync(upload);
        t.Checks.Observe(
            "Time until the response to the offset retrieval", $"{(t.Context.Clock.Elapsed - since).TotalMilliseconds:0} ms", "IETF-131");
        t.Checks.Judge("HEAD while an append is stalled", $"a response within {t.Patience.TotalSeconds:0.#} s", head, head.IsSuccess,
            "IETF-129");
        if (!head.IsSuccess || DraftFields.Offset(head.Response!.Fields) is not { } offset)
        {
            return;
        }

        t.Checks.Judge("Offset", $"at most {Half}, the number of bytes sent", $"{offset}", offset <= Half, "IETF-128");
        var rest = await t.AppendAsync(upload, offset, completes: false, upload.From(offset, Bytes - (int)offset - 1000));
        t.Success("the append at that offset", rest, "IETF-128");
        await stalled.SendAsync(t.Content(Half), "body", t.Cancellation);
        await stalled.ReadAsync("PATCH", IetfCase.Moment, t.Cancellation);
        await t.OffsetIsAsync("after the old transfer's bytes", upload, Bytes - 1000, "IETF-128");
        await t.FinishAsync(upload, "IETF-104");
    }

    private static async Task AppendTakesOver(IetfCase t)
    {
        var upload = await t.NewAsync(Bytes);
        await using var stalled = await t.Context.ConnectAsync(upload.Url);
        await t.SendPartAsync(stalled, t.Append(upload, 0, completes: false, t.Content(Bytes)), 0);
        await t.LetArriveAsync();
        var second = await t.AppendAsync(upload, 0, completes: false, upload.Content);
        t.Checks.Judge("A second append while the first one is stalled", $"a response within {t.Patience.TotalSeconds:0.#} s",
            second.Outcome, second.Response is not null, "IETF-129");
        await stalled.SendAsync(t.Content(Bytes), "body", t.Cancellation);
        var first = await stalled.ReadAsync("PATCH", t.Patience, t.Cancellation);
        t.Checks.Judge("Successful appends", "at most one", $"{first.Outcome} and {second.Outcome}", !(first.IsSuccess && second.IsSuccess),
            "IETF-127");
        var offset = await t.OffsetAsync(upload);
        t.Checks.Judge("Offset after both appends", $"at most {Bytes}", $"{offset}",
            offset <= Bytes && (offset == Bytes || !(first.IsSuccess || second.IsSuccess)), "IETF-127");
    }

    private static async Task TwoAppends(IetfCase t)
    {
        const int Rounds = 5;
        var size = t.Chunk(1000);
        var upload = await t.NewAsync(0);
        for (var round = 1; round <= Rounds; round++)
        {
            var from = await t.OffsetAsync(upload);
            var appends = new[]
            {
                t.Append(upload, from, completes: false, t.Content(size)), t.Append(upload, from, completes: false, t.Content(size)),
            };
            var pace = round % 2 == 0 ? size / 2 : size;
            var answers =
                await Task.WhenAll(appends.Select(append => t.SendAsync(append.Paced(pace, TimeSpan.FromMilliseconds(50)), upload.Url)));
            var taken = answers.Count(answer => answer.IsSuccess);
            var to = await t.OffsetAsync(upload);
            var outcomes = string.Join(" and ", answers.Select(answer => answer.Outcome));
            t.Checks.Judge($"Successes of round {round}", "at most one", outcomes, taken <= 1, "IETF-127");
            t.Checks.Judge($"Offset after round {round}", $"from {from} to {from + size}, all of it after a success",
                $"{to} after {outcomes}", to >= from && to <= from + size && (taken == 0 || to == from + size), "IETF-127");
        }
    }

    private static async Task TwoLastAppends(IetfCase t)
    {
        var upload = await t.NewAsync(Bytes);
        var append = t.Append(upload, 0, completes: true, upload.Content);
        var answers = await Task.WhenAll(t.SendAsync(append, upload.Url), t.SendAsync(append, upload.Url));
        var outcomes = string.Join(" and ", answers.Select(answer => answer.Outcome));
        t.Checks.Judge("Answers", "no server error", outcomes, answers.All(answer => answer.Status is null or < 500), "IETF-127");
        if (answers.Any(answer => answer.IsSuccess))
        {
            await t.CompletedAsync("after both", upload, "IETF-014", "IETF-127");
        }
        else
        {
            await t.FinishAsync(upload, "IETF-127", "IETF-014");
        }
    }

    private static async Task CreationRuns(IetfCase t)
    {
        await using var stalled = await t.Context.ConnectAsync(t.Endpoint);
        var upload = await t.AnnouncedAsync(stalled, t.Create(completes: true, t.Content(Bytes)), Half);
        await t.LetArriveAsync();
        var head = await t.HeadAsync(upload);
        t.Checks.Judge("HEAD while the creation is stalled", $"a response within {t.Patience.TotalSeconds:0.#} s", head, head.IsSuccess,
            "IETF-129");
        if (head.IsSuccess && DraftFields.Offset(head.Response!.Fields) is { } offset)
        {
            t.Success("the append at that offset", await t.AppendAsync(upload, offset, completes: true, upload.From(offset)), "IETF-128");
        }
    }

    private static async Task RetrievalStorm(IetfCase t)
    {
        var upload = await t.NewAsync(2 * Bytes);
        var append = t.Append(upload, 0, completes: false, upload.Content).Paced(4000, TimeSpan.FromMilliseconds(50));
        var running = t.SendAsync(append, upload.Url);
        var offsets = new List<long>();
        for (var number = 1; number <= 10; number++)
        {
            offsets.Add(await t.OffsetAsync(upload));
        }

        await running;
        offsets.Add(await t.OffsetAsync(upload));
        t.Checks.Judge("Offsets", "never smaller than before", string.Join(", ", offsets), offsets.SequenceEqual(offsets.Order()),
            "IETF-005", "IETF-128");
        await t.FinishAsync(upload, "IETF-104");
    }
}
