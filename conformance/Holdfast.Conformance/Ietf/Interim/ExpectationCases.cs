using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf.Interim;

/// <summary>RFC 9110, 10.1.1 and 15.2: the interim responses that a client waits for before it sends, and the order of responses.</summary>
internal static class ExpectationCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/interim/expect-refused",
            Title = "An append with a wrong offset is refused without the content",
            Does = "Appends at a wrong offset with Expect: 100-continue and holds the content back.",
            Must = "409 with the offset, and no byte is appended; whether 100 (Continue) came before is recorded.",
            Why = "The client need not send content that will be refused.",
            Judges = ["IETF-107", "IETF-109"],
            Versions = Interop.All,
            Run = IetfCases.Run(Refused),
        },
        new()
        {
            Id = "ietf/interim/pipelined",
            Title = "A request pipelined after a creation gets its own response",
            Does = "Sends a creation with its content and an offset retrieval at once.",
            Must = "The final response to the creation, then the one to the retrieval with its own offset. A server may close the "
                + "connection after the first.",
            Why = "A 104 in the wrong place desynchronises all later responses.",
            Judges = ["IETF-087"],
            Versions = Interop.All,
            Run = IetfCases.Run(Pipelined),
        },
        new()
        {
            Id = "ietf/interim/version-spelling",
            Title = "Every valid form of the version is accepted",
            Does = "Creates with the version's number written with a leading zero, and with parameters.",
            Must = "A 104, as for the plain number, if the target sends any.",
            Why = "Structured fields allow it, and a client's library may send it.",
            Judges = ["IETF-060"],
            Versions = Interop.All,
            Run = IetfCases.Run(Spelling),
        },
    ];

    private static async Task Refused(IetfCase t)
    {
        var upload = await t.NewAsync(t.Chunk(10));
        var append = t.Append(upload, 5, completes: false, upload.Content).With("Expect", "100-continue");
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        await connection.SendHeadAsync(append, t.Cancellation);
        var answer = await connection.ReadAsync("PATCH", IetfCase.Moment, t.Cancellation);
        var asked = string.Join(", ", answer.Interim.Select(interim => interim.Status));
        t.Checks.Observe("Interim responses to an append at a wrong offset", asked.Length == 0 ? "none" : asked, "IETF-107");
        if (answer is { Response: null, End: WireEnd.Open })
        {
            await connection.SendAsync(append.Body, "body", t.Cancellation);
            answer = await connection.ReadAsync("PATCH", t.Patience, t.Cancellation);
        }

        t.Status("the append", answer, [409], "IETF-107");
        t.Number("the append", answer, "Upload-Offset", 0, "IETF-109");
        await t.OffsetIsAsync("after it", upload, 0, "IETF-107");
        var other = await t.SendAsync(t.Append(upload, 0, completes: false, upload.Content).With("Expect", "the-unexpected"), upload.Url);
        t.Checks.Observe("An append with another expectation", other.Outcome);
    }

    private static async Task Pipelined(IetfCase t)
    {
        var upload = await t.NewAsync(5);
        var (create, head) = (t.Create(completes: true, t.Content(5)), t.Request("HEAD", upload.Url));
        byte[] both = [.. create.Head(), .. create.Body.Span, .. head.Head()];
        await using var connection = await t.Context.ConnectAsync(t.Endpoint);
        await connection.SendAsync(both, "head", t.Cancellation);
        var first = await connection.ReadAsync("POST", t.Patience, t.Cancellation);
        t.Checks.Observe("The creation", first.Outcome, "IETF-087");
        t.Remember(first);
        var second = await connection.ReadAsync("HEAD", t.Patience, t.Cancellation);
        if (second.Response is null)
        {
            t.Checks.Observe("The offset retrieval after it", second.Outcome, "IETF-087");
            return;
        }

        t.Number("the offset retrieval after it", second, "Upload-Offset", 0, "IETF-087");
    }

    private static async Task Spelling(IetfCase t)
    {
        foreach (var value in new[] { $"0{t.Version}", $"{t.Version};x", $"{t.Version};a=b" })
        {
            var created = await t.CreateAsync(t.Create(completes: true, t.Content(5)).Set(Interop.Field, value));
            var count = IetfCase.Interims(created).Count;
            if (!t.Context.Capabilities.Draft.SendsInterim)
            {
                t.Checks.Observe($"Interim responses to a creation with version {value}", $"{count}; the target sends none.", "IETF-060");
                continue;
            }

            t.Checks.Judge($"Interim responses to a creation with version {value}", "a 104", $"{count} of 104", count > 0, "IETF-060");
        }
    }
}
