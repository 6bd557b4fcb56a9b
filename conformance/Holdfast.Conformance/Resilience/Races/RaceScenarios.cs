using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience.Races;

/// <summary>Requests that are sent at once.</summary>
internal static class RaceScenarios
{
    private const int Contested = 2000;

    private const int Rest = 1000;

    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        Writers(2, "two"), Writers(8, "eight"), Writers(64, "sixty-four"),
        new()
        {
            Path = "race/creations",
            Title = "Sixteen creations at once create sixteen uploads",
            Does = "Sends sixteen creations at once, each on its own connection, and sends HEAD of each upload.",
            Must = "Every creation that succeeds has a different URL, and each upload starts at offset 0.",
            Why = "If two clients get the same id, one of them gets the other's file.",
            Promises = [Promise.CreatesAfresh],
            Rank = 2,
            Run = Creations,
        },
        new()
        {
            Path = "race/append-and-delete",
            Title = "An append and DELETE at once leave the upload existing or deleted",
            Does = "Five times: sends an append and DELETE for a fresh upload at once, then sends HEAD twice.",
            Must = "After a successful DELETE both HEADs get 404 or 410, for any response to the append.",
            Why = "A store that writes to a deleted upload creates a file that no client knows.",
            Promises = [Promise.StaysGone],
            Extension = "termination",
            Rank = 2,
            Run = AppendAndDelete,
        },
    ];

    /// <summary>Judges that one at most of several appends at the same offset moved it.</summary>
    public static void JudgeWinners(ResumableCase t, IReadOnlyList<Exchange> answers)
    {
        var told = answers.GroupBy(answer => answer.Outcome).Select(same => $"{same.Count()} × {same.Key}");
        t.Observe(Promise.OneWriter, "Responses to the appends at one offset", string.Join(", ", told));

        // One that was stopped before its first byte may say success and offset 0; that took nothing from the others.
        var moved = answers.Count(answer => answer.IsSuccess && t.Protocol.Offset(answer) != 0);
        t.Judge(Promise.OneWriter, "Appends at the same offset that succeeded", "at most 1", $"{moved}", moved <= 1);
    }

    /// <summary>Judges that the content after several appends at offset 0 is the beginning of exactly one of them.</summary>
    public static async Task JudgeContentAsync(ResumableCase t, Upload upload, int most, IReadOnlyList<byte[]> writers)
    {
        var contested = (int)await t.OffsetAsync(upload);
        t.Judge(Promise.OneWriter, "Offset after the race", $"at most {most}", $"{contested}", contested <= most);
        var last = await t.ResumeAsync(upload);
        if (await t.ReadBackAsync(Promise.OneWriter, upload, last) is { } content)
        {
            var stored = content[..Math.Min(Math.Min(contested, most), content.Length)];
            var winner = writers.ToList().FindIndex(bytes => stored.Span.SequenceEqual(bytes.AsSpan(0, stored.Length)));
            t.Judge(Promise.OneWriter, $"The {contested} bytes after the race", "those of one append only",
                winner < 0 ? "a mixture" : "those of one append only", winner >= 0);
            var rest = upload.Content.AsSpan(stored.Length);
            t.Judge(Promise.Whole, "The bytes after them", "as sent",
                content.Span[stored.Length..].SequenceEqual(rest) ? "as sent" : $"{content.Length - stored.Length} others",
                content.Span[stored.Length..].SequenceEqual(rest));
        }
        else
        {
            t.Observe(Promise.Whole, "The bytes after them", "Not observable.");
        }
    }

    private static FaultScenario Writers(int count, string words) => new()
    {
        Path = $"race/{words}-appends",
        Title = $"Of {words} appends with different bytes at one offset, at most one is accepted",
        Does = $"Opens {count} connections, sends an append at offset 0 on each, with different bytes and without the last byte, then "
            + "all the last bytes at once.",
        Must = "At most one succeeds, and the stored bytes are those of one of them only.",
        Why = "This happens with two tabs, or when retries overtake their originals. If two succeed, the file is a mixture that no client "
            + "sent.",
        Promises = [Promise.OneWriter, Promise.Resumes, Promise.Whole],
        Rank = count == 2 ? 1 : 3,
        Run = t => WritersAsync(t, count),
    };

    private static async Task WritersAsync(ResumableCase t, int count)
    {
        var bytes = t.Chunk(Contested);
        var upload = await t.NewAsync(bytes + Rest);
        byte[][] contents = [upload.Content[..bytes], .. Enumerable.Range(2, count - 1).Select(_ => t.Content(bytes))];
        var link = await t.NewLinkAsync(upload);
        var connections = await Task.WhenAll(contents.Select(_ => t.Context.ConnectAsync(upload.Url, link)));
        try
        {
            var writers = connections.Zip(contents).ToList();
            await Task.WhenAll(writers.Select(writer => t.SendPartAsync(writer.First, t.Append(upload, 0, writer.Second), bytes - 1)));
            await t.LetArriveAsync(upload, link);
            JudgeWinners(t, await Task.WhenAll(writers.Select(writer => LastByteAsync(t, writer.First, writer.Second))));
            await JudgeContentAsync(t, upload, bytes, contents);
        }
        finally
        {
            await Task.WhenAll(connections.Select(connection => connection.DisposeAsync().AsTask()));
        }
    }

    private static async Task<Exchange> LastByteAsync(ResumableCase t, WireConnection connection, byte[] bytes)
    {
        await connection.SendAsync(bytes.AsMemory(bytes.Length - 1), "body", t.Cancellation);
        return await connection.ReadAsync("PATCH", ResumableCase.BusyPatience, t.Cancellation);
    }

    private static async Task Creations(ResumableCase t)
    {
        var answers = await Task.WhenAll(Enumerable.Range(1, 16).Select(_ => t.SendAsync(t.Protocol.Create(1000), t.Endpoint)));
        var urls = answers.Where(answer => answer.IsSuccess).Select(t.Protocol.Location).OfType<WireUrl>().ToList();
        var different = urls.Distinct().Count();
        t.Judge(Promise.CreatesAfresh, "Uploads that the creations gave", "at least one, each with a different URL",
            $"{urls.Count} with {different} URLs", urls.Count > 0 && urls.Count == different);
        foreach (var url in urls)
        {
            var head = await t.SendAsync(t.Protocol.Request("HEAD", url), url);
            t.Answered(Promise.CreatesAfresh, "HEAD of a new upload", "offset 0", head, answer => t.Protocol.Offset(answer) == 0);
        }
    }

    private static async Task AppendAndDelete(ResumableCase t)
    {
        for (var round = 1; round <= 5; round++)
        {
            var upload = await t.NewAsync(Contested);
            var appending = t.SendAsync(t.Append(upload, 0, Contested), upload.Url, patience: ResumableCase.BusyPatience);
            var deleting = t.SendAsync(t.Delete(upload), upload.Url, patience: ResumableCase.BusyPatience);
            var (append, delete) = (await appending, await deleting);
            t.Observe(Promise.StaysGone, $"Round {round}", $"append {append.Outcome}, DELETE {delete.Outcome}");
            if (ResumableCase.IsDeleted(delete))
            {
                await t.GoneAsync($"after round {round}", upload);
                await t.GoneAsync($"after round {round}, again", upload);
            }
        }
    }
}
