using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Ietf.Resilience;

/// <summary>The draft over a network that breaks: what is kept, and whether the file ends whole.</summary>
internal static class ResilienceCases
{
    private const int Octets = 60_000;

    private const int Arrives = 40_000;

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/resilience/creation-cut",
            Title = "A creation that is cut keeps what arrived",
            Does = "Breaks off a creation after 40,000 of 60,000 bytes, sends HEAD to the announced URL and finishes from there.",
            Must = "Not complete; the offset is more than 0 and at most what was sent; the finished file is correct.",
            Why = "This is the purpose of the draft.",
            Judges = ["IETF-010", "IETF-073", "IETF-074", "IETF-104"],
            Versions = Interop.All,
            Run = IetfCases.Run(CreationCut),
        },
        new()
        {
            Id = "ietf/resilience/creation-cut-length",
            Title = "A creation that is cut declares the length",
            Does = "Breaks off a creation with Content-Length and sends HEAD to the announced URL.",
            Must = "Upload-Length is the Content-Length (optional in version 10).",
            Why = "Only the broken request had the length of the file.",
            Judges = ["IETF-019", "IETF-068"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(CreationCutLength),
        },
        new()
        {
            Id = "ietf/resilience/append-cut",
            Title = "An append that is cut keeps what arrived",
            Does = "Closes the connection after 40,000 of 60,000 bytes, and finishes from the offset that HEAD gives.",
            Must = "Not complete; the offset is more than before and at most what was sent; the finished file is correct.",
            Why = "If the server keeps nothing, uploads over a bad network never finish.",
            Judges = ["IETF-010", "IETF-104", "IETF-105", "IETF-106", "IETF-159"],
            Versions = Interop.All,
            Run = IetfCases.Run(t => AppendCutAsync(t, reset: false)),
        },
        new()
        {
            Id = "ietf/resilience/append-reset",
            Title = "An append that is reset keeps what arrived",
            Does = "Resets the connection after 40,000 of 60,000 bytes, and finishes from the offset that HEAD gives.",
            Must = "Not complete; the offset is more than before and at most what was sent; the finished file is correct.",
            Why = "Mobile networks end connections this way.",
            Judges = ["IETF-010", "IETF-104", "IETF-105", "IETF-106", "IETF-159"],
            Versions = Interop.All,
            Run = IetfCases.Run(t => AppendCutAsync(t, reset: true)),
        },
        new()
        {
            Id = "ietf/resilience/many-cuts",
            Title = "An upload survives repeated cuts",
            Does = "Uploads 60,000 bytes with a cut every 10,000, resuming each time where HEAD says.",
            Must = "The offset never decreases, and the finished file is correct.",
            Why = "A train passes more than one tunnel.",
            Judges = ["IETF-005", "IETF-104", "IETF-128"],
            Versions = Interop.All,
            TimeLimit = TimeSpan.FromSeconds(60),
            Run = IetfCases.Run(ManyCuts),
        },
        new()
        {
            Id = "ietf/resilience/append-answer-lost",
            Title = "An append whose response is lost is not applied twice",
            Does = "Appends, closes the connection before the response, sends HEAD and repeats the append.",
            Must = "The offset includes the bytes; the repetition gets 409 with the offset.",
            Why = "Every retry without an offset retrieval is such a repetition.",
            Judges = ["IETF-001", "IETF-107", "IETF-109"],
            Versions = Interop.All,
            Run = IetfCases.Run(AppendAnswerLost),
        },
        new()
        {
            Id = "ietf/resilience/final-answer-lost",
            Title = "A client whose last response is lost learns that the upload is complete",
            Does = "Sends the last append, closes the connection before the response, and sends HEAD.",
            Must = "Complete, or gone; an empty last append gets a success or a 4xx.",
            Why = "If the upload is repeated, users have two files, or pay twice.",
            Judges = ["IETF-004", "IETF-014", "IETF-114"],
            Versions = Interop.All,
            Run = IetfCases.Run(FinalAnswerLost),
        },
        new()
        {
            Id = "ietf/resilience/creations-abandoned",
            Title = "Creations whose responses are lost do not affect later uploads",
            Does = "Creates ten times and closes the connection before the response, then uploads a file.",
            Must = "The file is accepted.",
            Why = "Clients that receive no response create again.",
            Judges = ["IETF-104"],
            Versions = Interop.All,
            Run = IetfCases.Run(CreationsAbandoned),
        },
    ];

    private static async Task CreationCut(IetfCase t)
    {
        var upload = await CutCreationAsync(t);
        await t.IncompleteAsync("after the cut", upload, "IETF-074");
        var offset = await t.SettledOffsetAsync(upload, Arrives);
        t.Checks.Judge("Stored bytes of the creation", "more than 0", $"{offset} of {Arrives}", offset > 0, "IETF-073");
        t.Checks.Judge("Offset after the cut", $"at most {Arrives}, the number of bytes sent", $"{offset}", offset <= Arrives, "IETF-010");
        await t.FinishAsync(upload, "IETF-104");
    }

    private static async Task CreationCutLength(IetfCase t)
    {
        var upload = await CutCreationAsync(t);
        await t.SettledOffsetAsync(upload, Arrives);
        var head = await t.HeadAsync(upload);
        if (t.Version < 10 || head["Upload-Length"] is not null)
        {
            t.Number("HEAD after the cut", head, "Upload-Length", Octets, "IETF-019", "IETF-068");
        }
        else
        {
            t.Checks.Observe("Upload-Length of HEAD", "Absent, which this version allows.", "IETF-019", "IETF-068");
        }
    }

    private static async Task<IetfUpload> CutCreationAsync(IetfCase t)
    {
        await using var connection = await t.Context.ConnectAsync(t.Endpoint);
        var upload = await t.AnnouncedAsync(connection, t.Create(completes: true, t.Content(Octets)), Arrives);
        await t.LetArriveAsync();
        return upload;
    }

    private static async Task AppendCutAsync(IetfCase t, bool reset)
    {
        var upload = await t.NewAsync(Octets);
        await t.SendCutAsync(t.Append(upload, 0, completes: true, upload.Content), upload.Url, Arrives, reset);
        await t.IncompleteAsync("after the cut", upload, "IETF-106");
        var offset = await t.SettledOffsetAsync(upload, Arrives);
        t.Checks.Judge("Stored bytes of the append", "more than 0", $"{offset} of {Arrives}", offset > 0, "IETF-105");
        t.Checks.Judge("Offset after the cut", $"at most {Arrives}, the number of bytes sent", $"{offset}", offset <= Arrives, "IETF-010");
        t.Checks.Observe("Share of the arrived bytes that was stored", $"{offset} of {Arrives}", "IETF-159");
        await t.FinishAsync(upload, "IETF-104");
    }

    private static async Task ManyCuts(IetfCase t)
    {
        const int Step = 10_000;
        var upload = await t.NewAsync(Octets);
        var offset = 0L;
        for (var cut = 1; cut <= 4; cut++)
        {
            await t.SendCutAsync(t.Append(upload, offset, completes: true, upload.From(offset)), upload.Url, Step, reset: cut % 2 == 0);
            var now = await t.SettledOffsetAsync(upload, offset + Step);
            t.Checks.Judge($"Offset after cut {cut}", $"from {offset} to {offset + Step}", $"{now}", now >= offset && now <= offset + Step, "IETF-005", "IETF-128");
            offset = now;
        }

        await t.FinishAsync(upload, "IETF-104");
    }

    private static async Task AppendAnswerLost(IetfCase t)
    {
        var size = t.Chunk(5);
        var upload = await t.NewAsync(2 * size);
        await t.SendCutAsync(t.Append(upload, 0, completes: false, upload.From(0, size)), upload.Url, size, reset: true);
        var offset = await t.SettledOffsetAsync(upload, size);
        t.Checks.Judge("Offset after the lost response", $"{size}", $"{offset}", offset == size, "IETF-001");
        var again = await t.AppendAsync(upload, 0, completes: false, upload.From(0, size));
        t.Status("the same append again", again, [409], "IETF-107");
        t.Number("the same append again", again, "Upload-Offset", offset, "IETF-109");
    }

    private static async Task FinalAnswerLost(IetfCase t)
    {
        var upload = await t.NewAsync(t.Chunk(5));
        await t.SendCutAsync(t.Append(upload, 0, completes: true, upload.Content), upload.Url, upload.Length, reset: true);
        await t.CompletedAsync("after the lost response", upload, "IETF-014");
        var head = await t.HeadAsync(upload);
        t.Checks.Observe("The upload resource after completion", head.Outcome, "IETF-004");
        var again = await t.AppendAsync(upload, upload.Length, completes: true, default);
        t.Checks.Observe("The empty last append", again.Outcome, "IETF-114");
        if (t.Answered("the empty last append", "2xx or 4xx", again, "IETF-014"))
        {
            t.Checks.Judge("Status of the empty last append", "2xx or 4xx", again, again.IsSuccess || again.IsClientError, "IETF-014");
        }
    }

    private static async Task CreationsAbandoned(IetfCase t)
    {
        for (var number = 1; number <= 10; number++)
        {
            await using var connection = await t.Context.ConnectAsync(t.Endpoint);
            await connection.SendHeadAsync(t.Create(completes: false), t.Cancellation);
            var interim = t.Context.Capabilities.Draft.SendsInterim ? await t.InterimAsync(connection) : null;
            if (interim is not null && t.Location(interim.Fields) is { } url)
            {
                t.Remember(url);
            }
            else
            {
                t.Context.LeaveBehind("an upload of unknown URL, because the response to its creation was lost");
            }
        }

        var upload = await t.NewAsync(t.Chunk(5));
        await t.FinishAsync(upload, "IETF-104");
    }
}
