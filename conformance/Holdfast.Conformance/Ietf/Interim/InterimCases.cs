using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf.Interim;

/// <summary>The draft, status code 104 and Draft Version Identification.</summary>
internal static class InterimCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/interim/announced",
            Title = "A 104 announces the upload resource before the content is read",
            Does = "Starts a creation with the complete content, holds the content back, and waits for a 104.",
            Must = "A 104 with Location, version and limits before the content; the same Location in all responses that have one.",
            Why = "Without it, a client must start again when its transfer breaks.",
            Judges = ["IETF-060", "IETF-061", "IETF-062", "IETF-070", "IETF-170"],
            Versions = Interop.All,
            Run = IetfCases.Run(Announced),
        },
        new()
        {
            Id = "ietf/interim/usable-at-once",
            Title = "An announced upload resource exists immediately",
            Does = "Breaks off a creation as soon as its 104 arrives, and sends HEAD.",
            Must = "A 2xx with an offset.",
            Why = "A client that gets 404 here gives up the upload.",
            Judges = ["IETF-077", "IETF-087"],
            Versions = Interop.All,
            Run = IetfCases.Run(UsableAtOnce),
        },
        new()
        {
            Id = "ietf/interim/not-asked-for",
            Title = "No 104 without a version that the server supports",
            Does = "Creates without a version field, and with 999, a list, a decimal, a string and two lines in it.",
            Must = "No 104; the request still gets a response.",
            Why = "Clients of another version would misread it, and others take 104 for the final response.",
            Judges = ["IETF-169"],
            Versions = Interop.All,
            Run = IetfCases.Run(NotAskedFor),
        },
        new()
        {
            Id = "ietf/interim/old-http",
            Title = "No interim response to HTTP/1.0",
            Does = "Creates by an HTTP/1.0 request.",
            Must = "The first status is the final one.",
            Why = "HTTP/1.0 has no interim responses, so the client takes it for the final response.",
            Judges = ["IETF-174"],
            Versions = Interop.All,
            Run = IetfCases.Run(Http10),
        },
        new()
        {
            Id = "ietf/interim/expect-continue",
            Title = "A 104 does not replace 100 (Continue)",
            Does = "Creates with Expect: 100-continue and sends no content before 100 (Continue).",
            Must = "100 comes, before or after the 104, and the upload completes.",
            Why = "Otherwise a client that waits for 100 waits forever.",
            Judges = ["IETF-136"],
            Versions = Interop.From(9),
            Run = IetfCases.Run(ExpectContinue),
        },
        new()
        {
            Id = "ietf/interim/progress-append",
            Title = "Progress of an append is reported correctly and without Location",
            Does = "Appends 120,000 bytes in one and a half seconds, and breaks off before the end.",
            Must = "Each 104 has the version, a growing Upload-Offset that HEAD confirms, and no Location. From version 8 on at least one "
                + "is sent.",
            Why = "Clients free acknowledged bytes.",
            Judges = ["IETF-005", "IETF-007", "IETF-009", "IETF-118", "IETF-119", "IETF-170", "IETF-229"],
            Versions = Interop.From(5),
            Takes = TimeSpan.FromSeconds(2.5),
            Run = IetfCases.Run(ProgressOfAppend),
        },
        new()
        {
            Id = "ietf/interim/progress-creation",
            Title = "Progress of a creation is reported correctly",
            Does = "Creates with 120,000 bytes in one and a half seconds.",
            Must = "Each 104 has the version and an Upload-Offset of at most the bytes sent; up to version 7 only the first has a "
                + "Location.",
            Why = "Clients free acknowledged bytes, and resume at the first Location.",
            Judges = ["IETF-005", "IETF-007", "IETF-069", "IETF-170", "IETF-219", "IETF-229"],
            Versions = Interop.From(5),
            Takes = TimeSpan.FromSeconds(1.5),
            Run = IetfCases.Run(ProgressOfCreation),
        },
        new()
        {
            Id = "ietf/interim/next-request",
            Title = "A 104 belongs to its request only",
            Does = "Sends a creation and a retrieval in sequence on the same connection.",
            Must = "The retrieval gets its own final response with its own offset.",
            Why = "A 104 in the wrong place desynchronises all later responses.",
            Judges = ["IETF-087"],
            Versions = Interop.All,
            Run = IetfCases.Run(NextRequest),
        },
    ];

    private static async Task Announced(IetfCase t)
    {
        var create = t.Create(completes: true, t.Content(10));
        await using var connection = await t.Context.ConnectAsync(t.Endpoint);
        await t.SendPartAsync(connection, create, 0);
        var announced = await t.InterimAsync(connection);
        if (!t.Checks.Judge(
            "Interim response before the content", "104", announced is null ? "none" : "104", announced is not null, "IETF-060"))
        {
            return;
        }

        var url = t.Location(announced!.Fields);
        t.Checks.Judge("Location of the 104", "a URL", IetfCase.Shown(announced.Fields, "Location"), url is not null, "IETF-061");
        JudgeVersion(t, announced);
        if (t.Version >= 8)
        {
            t.Checks.Judge("Upload-Limit of the 104", "a dictionary", IetfCase.Shown(announced.Fields, "Upload-Limit"),
                DraftFields.Limits(announced.Fields) is not null || !await t.HasLimitsAsync(), "IETF-062");
        }

        await connection.SendAsync(create.Body, "body", t.Cancellation);
        var answer = await connection.ReadAsync("POST", t.Patience, t.Cancellation);
        if (url is not null)
        {
            t.Remember(url);
        }

        var others = IetfCase.Interims(answer).Select(interim => interim.Fields["Location"]).OfType<string>().ToList();
        t.Checks.Judge("Location of later interim responses", "none, or the same",
            others.Count == 0 ? "none" : string.Join(" and ", others), others.TrueForAll(other => other == announced.Fields["Location"]),
            "IETF-070");
    }

    private static async Task UsableAtOnce(IetfCase t)
    {
        Upload upload;
        await using (var connection = await t.Context.ConnectAsync(t.Endpoint))
        {
            upload = await t.AnnouncedAsync(connection, t.Create(completes: true, t.Content(1000)), 0);
            connection.Reset();
        }

        var head = await t.HeadAsync(upload);
        t.Success("HEAD right after the 104", head, "IETF-077", "IETF-087");
        t.Number("HEAD right after the 104", head, "Upload-Offset", 0, "IETF-087");
    }

    private static async Task NotAskedFor(IetfCase t)
    {
        var create = t.Create(completes: true, t.Content(5));
        await JudgeSilenceAsync(t, "a creation without a version", create.Without(Interop.Field));
        foreach (var value in new[] { "999", "8, 9", $"{t.Version}.0", $"\"{t.Version}\"", "?1" })
        {
            await JudgeSilenceAsync(t, $"a creation with version {value}", create.Set(Interop.Field, value));
        }

        await JudgeSilenceAsync(t, "a creation with two lines of the version", create.With(Interop.Field, $"{t.Version}"));
    }

    private static async Task JudgeSilenceAsync(IetfCase t, string subject, WireRequest create)
    {
        var answer = await t.CreateAsync(create);
        var count = IetfCase.Interims(answer).Count;
        t.Checks.Judge($"Interim responses to {subject}", "no 104", count == 0 ? "no 104" : $"{count} of 104", count == 0, "IETF-169");
    }

    private static async Task Http10(IetfCase t)
    {
        var text =
            IetfCase.Text(t.Create(completes: true, t.Content(5))).Replace(" HTTP/1.1\r\n", " HTTP/1.0\r\n", StringComparison.Ordinal);
        var answer = await t.SendRawAsync("POST", t.Endpoint, text);
        var seen = answer.Interim.Count == 0 ? "none" : string.Join(", ", answer.Interim.Select(interim => interim.Status));
        t.Checks.Judge("Interim responses to HTTP/1.0", "none", seen, answer.Interim.Count == 0, "IETF-174");
        t.Answered("the creation", "a final response", answer, "IETF-174");
    }

    private static async Task ExpectContinue(IetfCase t)
    {
        var create = t.Create(completes: true, t.Content(10)).With("Expect", "100-continue");
        await using var connection = await t.Context.ConnectAsync(t.Endpoint);
        await t.SendPartAsync(connection, create, 0);
        var seen = new List<int>();
        while (!seen.Contains(100) && await connection.ReadInterimAsync(t.Patience, t.Cancellation) is { } interim)
        {
            seen.Add(interim.Status);
        }

        t.Checks.Judge("Interim responses before the content", "100 among them", seen.Count == 0 ? "none" : string.Join(", ", seen),
            seen.Contains(100), "IETF-136");
        await connection.SendAsync(create.Body, "body", t.Cancellation);
        t.Success("the creation", await connection.ReadAsync("POST", t.Patience, t.Cancellation), "IETF-136");
    }

    private static async Task ProgressOfAppend(IetfCase t)
    {
        const int Bytes = 120_000;
        var upload = await t.NewAsync(Bytes + 10);
        var append = t.Append(upload, 0, completes: false, upload.Content);
        Exchange answer;
        await using (var connection = await t.Context.ConnectAsync(upload.Url))
        {
            await connection.SendHeadAsync(append, t.Cancellation);
            await connection.SendBodyAsync(append with { Body = upload.From(0, Bytes), Pace = Pace() }, t.Cancellation);
            answer = await connection.ReadAsync("PATCH", IetfCase.Moment, t.Cancellation);
            connection.Reset();
        }

        var told = JudgeProgress(t, answer, Bytes);
        t.Checks.Judge("Progress of an append in a second and a half", "at least one 104", $"{told.Count}", told.Count > 0, "IETF-118");
        t.Checks.Judge("Location of the 104", "absent", told.Any(interim => interim.Fields.Has("Location")) ? "there" : "absent",
            !told.Any(interim => interim.Fields.Has("Location")), "IETF-119");
        var most = told.Max(interim => DraftFields.Offset(interim.Fields)) ?? 0;
        var offset = await t.OffsetAsync(upload);
        t.Checks.Judge(
            "Offset after the cut", $"at least {most}, the acknowledged offset", $"{offset}", offset >= most, "IETF-009", "IETF-005",
            "IETF-229");
    }

    private static async Task ProgressOfCreation(IetfCase t)
    {
        const int Bytes = 120_000;
        var answer = await t.CreateAsync(t.Create(completes: true, t.Content(Bytes)) with { Pace = Pace() });
        t.Checks.Observe("Interim responses to a creation in a second and a half", $"{IetfCase.Interims(answer).Count}", "IETF-069");
        JudgeProgress(t, answer, Bytes);
        var located = IetfCase.Interims(answer).Select(interim => interim.Fields.Has("Location")).ToList();
        t.Checks.Judge("Interim responses with a Location", "only the first", $"{located.Count(has => has)}",
            located.LastIndexOf(true) <= 0, "IETF-219");
    }

    private static async Task NextRequest(IetfCase t)
    {
        var upload = await t.NewAsync(5);
        var create = t.Create(completes: true, t.Content(5));
        var head = t.Request("HEAD", upload.Url);
        await using var connection = await t.Context.ConnectAsync(t.Endpoint);
        await t.SendPartAsync(connection, create, create.Body.Length);
        var first = await connection.ReadAsync("POST", t.Patience, t.Cancellation);
        if (first.Response is null or { Closes: true })
        {
            throw IetfCase.Unsupported("The target ends the connection after a creation.");
        }

        await connection.SendHeadAsync(head, t.Cancellation);
        var second = await connection.ReadAsync("HEAD", t.Patience, t.Cancellation);
        t.Checks.Observe("Interim responses to the offset retrieval", $"{second.Interim.Count}", "IETF-087");
        t.Number("the retrieval", second, "Upload-Offset", 0, "IETF-087");
    }

    // Sixteen writes with pauses: longer than any reasonable interval of progress reports.
    private static Pace Pace() => new(8000, TimeSpan.FromMilliseconds(100));

    private static List<WireResponse> JudgeProgress(IetfCase t, Exchange answer, long most)
    {
        var told = IetfCase.Interims(answer).Where(interim => interim.Fields.Has("Upload-Offset")).ToList();
        var offsets = told.Select(interim => DraftFields.Offset(interim.Fields)).ToList();
        var shown = told.Count == 0 ? "none" : string.Join(", ", told.Select(interim => interim.Fields["Upload-Offset"]));
        t.Checks.Judge("Upload-Offset of the interim responses", $"integers up to {most}", shown,
            offsets.TrueForAll(offset => offset >= 0 && offset <= most), "IETF-007");
        t.Checks.Judge(
            "Upload-Offset of the interim responses", "never smaller than before", shown, offsets.SequenceEqual(offsets.Order()),
            "IETF-005", "IETF-229");
        foreach (var interim in IetfCase.Interims(answer))
        {
            JudgeVersion(t, interim);
        }

        if (IetfCase.Interims(answer).Count == 0)
        {
            t.Checks.Observe("Interim responses", "None to judge.", "IETF-170");
        }

        return told;
    }

    private static void JudgeVersion(IetfCase t, WireResponse interim) => t.Checks.Judge(
        $"{Interop.Field} of the 104", $"{t.Version}", IetfCase.Shown(interim.Fields, Interop.Field),
        StructuredField.Integer(interim.Fields.All(Interop.Field)) == t.Version, "IETF-170");
}
