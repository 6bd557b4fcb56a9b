using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Ietf.Resilience;

/// <summary>The draft over a network that breaks: the bytes that are kept, and whether the upload can be completed.</summary>
internal static class ResilienceCases
{
    private const int Bytes = 60_000;

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
            t.Number("HEAD after the cut", head, "Upload-Length", Bytes, "IETF-019", "IETF-068");
        }
        else
        {
            t.Checks.Observe("Upload-Length of HEAD", "Absent, which this version allows.", "IETF-019", "IETF-068");
        }
    }

    private static async Task<Upload> CutCreationAsync(IetfCase t)
    {
        await using var connection = await t.Context.ConnectAsync(t.Endpoint);
        var upload = await t.AnnouncedAsync(connection, t.Create(completes: true, t.Content(Bytes)), Arrives);
        await t.LetArriveAsync();
        return upload;
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
                t.LeaveUnnamed();
            }
        }

        var upload = await t.NewAsync(t.Chunk(5));
        await t.FinishAsync(upload, "IETF-104");
    }
}
