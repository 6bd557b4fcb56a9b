using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf.Limits;

/// <summary>The draft, Upload-Limit.</summary>
internal static class LimitCases
{
    private static readonly string[] Maxima = ["max-size", "max-append-size"];

    private static readonly string[] Minima = ["min-size", "min-append-size"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/limits/options",
            Title = "OPTIONS returns the limits, which show that uploads can be resumed",
            Does = "Sends OPTIONS to the target resource.",
            Must = "Upload-Limit, a non-empty dictionary; in version 8 Accept-Patch with application/partial-upload is enough.",
            Why = "Clients send OPTIONS before they split a file.",
            Judges = ["IETF-042", "IETF-044", "IETF-226"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(Options),
        },
        new()
        {
            Id = "ietf/limits/options-star",
            Title = "OPTIONS * returns the limits, if it is supported",
            Does = "Sends OPTIONS *.",
            Must = "A success has Upload-Limit; a refusal is allowed.",
            Why = "A client can send one request for a whole origin.",
            Judges = ["IETF-043"],
            Versions = Interop.From(9),
            Run = IetfCases.Run(Star),
        },
        new()
        {
            Id = "ietf/limits/not-laxer",
            Title = "OPTIONS promises no laxer limits than a creation",
            Does = "Compares the limits of OPTIONS with those of a creation.",
            Must = "No maximum is larger and no minimum smaller than the creation's.",
            Why = "A client that relies on OPTIONS would be refused in the middle of an upload.",
            Judges = ["IETF-045"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(NotLaxer),
        },
        new()
        {
            Id = "ietf/limits/creation",
            Title = "The response to a creation has the limits",
            Does = "Creates without content and reads Upload-Limit.",
            Must = "The limits, if there are any.",
            Why = "Clients choose the size of their appends by it.",
            Judges = ["IETF-066"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(Creation),
        },
        new()
        {
            Id = "ietf/limits/retrieval",
            Title = "An offset retrieval returns the limits",
            Does = "Sends HEAD and reads Upload-Limit.",
            Must = "The limits, if there are any; never an empty field.",
            Why = "A client that resumes on another machine has received no other response.",
            Judges = ["IETF-090"],
            Versions = Interop.From(8),
            Run = IetfCases.Run(Retrieval),
        },
        new()
        {
            Id = "ietf/limits/steady",
            Title = "The limits of an upload do not become stricter",
            Does = "Reads Upload-Limit of the creation and of HEAD before and after an append.",
            Must = "No maximum shrinks, no minimum grows, the end does not come nearer (two seconds of rounding); max-size does not "
                + "change in "
                + "version 6, and nothing but the time in version 7.",
            Why = "A client that follows the announced limits must not fail.",
            Judges = ["IETF-036", "IETF-037", "IETF-038", "IETF-222"],
            Versions = Interop.From(6),
            Run = IetfCases.Run(Steady),
        },
        new()
        {
            Id = "ietf/limits/max-size",
            Title = "An upload beyond max-size is refused with the limits",
            Does = "Creates with Upload-Length one beyond the max-size of OPTIONS.",
            Must = "A refusal carries Upload-Limit, from version 9 on.",
            Why = "The client learns what is allowed.",
            Judges = ["IETF-029", "IETF-046"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(MaxSize),
        },
        new()
        {
            Id = "ietf/limits/max-append-size",
            Title = "An append beyond max-append-size is refused with the limits",
            Does = "Sends the header section of an append of one byte more than max-append-size.",
            Must = "A refusal carries Upload-Limit.",
            Why = "The client learns what is allowed.",
            Judges = ["IETF-046"],
            Versions = Interop.From(9),
            Run = IetfCases.Run(MaxAppendSize),
        },
        new()
        {
            Id = "ietf/limits/min-size",
            Title = "The response to an upload below min-size",
            Does = "Reads min-size of OPTIONS and uploads one byte less in one request.",
            Must = "None: a server may accept it, accept it without a 104, or refuse it.",
            Why = "Small files are often accepted as ordinary requests.",
            Judges = ["IETF-030"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(MinSize),
        },
        new()
        {
            Id = "ietf/limits/small-last-append",
            Title = "The last append may be smaller than min-append-size",
            Does = "Completes an upload with an append of one byte.",
            Must = "Accepted with any min-append-size, and so is a creation without content.",
            Why = "The rest of a file can have any size.",
            Judges = ["IETF-033"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(SmallLastAppend),
        },
    ];

    private static async Task Options(IetfCase t)
    {
        var options = await t.DiscoverAsync();
        if (!t.Answered("OPTIONS", "Upload-Limit", options, "IETF-042", "IETF-226"))
        {
            return;
        }

        var fields = options.Response!.Fields;
        var limits = DraftFields.Limits(fields);
        var accepts = fields.List("Accept-Patch").Contains(IetfCase.PartialUpload, StringComparer.OrdinalIgnoreCase);
        if (t.Version == 8)
        {
            t.Checks.Judge("OPTIONS", "Upload-Limit, or Accept-Patch with application/partial-upload",
                $"{IetfCase.Shown(fields, "Upload-Limit")}, {IetfCase.Shown(fields, "Accept-Patch")}", limits is not null || accepts,
                "IETF-226");
        }

        t.Checks.Judge("Upload-Limit of OPTIONS", "a dictionary", IetfCase.Shown(fields, "Upload-Limit"), limits is not null, "IETF-042");
        if (fields.Has("Upload-Limit"))
        {
            t.Checks.Judge("Upload-Limit of OPTIONS", "not empty", IetfCase.Shown(fields, "Upload-Limit"), limits is null or { Count: > 0 },
                "IETF-044");
        }
    }

    private static async Task Star(IetfCase t)
    {
        var options = await t.SendAsync(t.Request("OPTIONS", t.Endpoint) with { Target = "*" }, t.Endpoint);
        if (options.IsSuccess)
        {
            t.Checks.Judge("Upload-Limit of OPTIONS *", "a dictionary", IetfCase.Shown(options.Response!.Fields, "Upload-Limit"),
                DraftFields.Limits(options.Response.Fields) is not null, "IETF-043");
        }
        else
        {
            t.Checks.Observe("OPTIONS *", $"Not supported: {options.Outcome}.", "IETF-043");
        }
    }

    private static async Task NotLaxer(IetfCase t)
    {
        var promised = await LimitsOfAsync(t.DiscoverAsync());
        var granted = await LimitsOfAsync(t.CreateAsync(completes: false));
        if (promised is null || granted is null)
        {
            throw IetfCase.Unsupported("The target does not send limits both in OPTIONS and in the response to a creation.");
        }

        foreach (var (name, value) in granted.Where(member => member.Value is not null))
        {
            var offered = promised.GetValueOrDefault(name);
            var holds =
                Maxima.Contains(name) ? offered is null || offered <= value : !Minima.Contains(name) || offered is null || offered >= value;
            t.Checks.Judge($"{name} of OPTIONS", $"no laxer than {value}", offered is null ? "absent" : $"{offered}", holds, "IETF-045");
        }
    }

    private static async Task Creation(IetfCase t) =>
        await t.TellsLimitsAsync("the creation", await t.CreateAsync(completes: false), "IETF-066");

    private static async Task Retrieval(IetfCase t) => await t.TellsLimitsAsync("HEAD", await t.HeadAsync(await t.NewAsync(5)), "IETF-090");

    private static async Task Steady(IetfCase t)
    {
        var created = await t.CreateAsync(completes: false);
        if (!created.IsSuccess || t.Location(created.Response!.Fields) is not { } url)
        {
            throw t.Broken("Creating an upload resource", created, "a 2xx status with a Location", "IETF-065", "IETF-203");
        }

        var upload = new Upload(url, t.Content(2 * t.Chunk(5)));
        var before = (t.Context.Clock.Elapsed, await LimitsOfAsync(t.HeadAsync(upload)) ?? DraftFields.Limits(created.Response.Fields));
        await t.TakenAsync(upload, 0, t.Chunk(5));
        var after = (t.Context.Clock.Elapsed, await LimitsOfAsync(t.HeadAsync(upload)));
        if (before.Item2 is null || after.Item2 is null)
        {
            throw IetfCase.Unsupported("The target does not send the limits of an upload twice.");
        }

        JudgeBounds(t, before.Item2, after.Item2);
        JudgeEnd(t, before!, after!);
    }

    private static void JudgeBounds(IetfCase t, IReadOnlyDictionary<string, long?> before, IReadOnlyDictionary<string, long?> after)
    {
        Judge(Maxima, "not smaller", (old, now) => now is null || now >= old, "IETF-036");
        Judge(Minima, "not larger", (old, now) => now is null || now <= old, "IETF-037");

        void Judge(string[] names, string wanted, Func<long, long?, bool> holds, string requirement)
        {
            foreach (var name in names)
            {
                var (old, now) = (before.GetValueOrDefault(name), after.GetValueOrDefault(name));
                t.Checks.Judge($"{name} after an append",
                    $"{wanted} than {old?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "before"}",
                    now is null ? "absent" : $"{now}", old is null || holds(old.Value, now), requirement);
                if (t.Version > 6 || name == "max-size")
                {
                    t.Checks.Judge($"{name} after an append", "as before", now is null ? "absent" : $"{now}", old == now, "IETF-222");
                }
            }
        }
    }

    // Seconds are rounded, at both ends.
    private static void JudgeEnd(IetfCase t, (TimeSpan At, IReadOnlyDictionary<string, long?> Limits) before,
        (TimeSpan At, IReadOnlyDictionary<string, long?> Limits) after)
    {
        const double Rounding = 2;
        if (before.Limits.GetValueOrDefault("max-age") is { } old && after.Limits.GetValueOrDefault("max-age") is { } now)
        {
            t.Checks.Judge("Expiration of the upload after an append", "not earlier", $"{old} s, later {now} s",
                after.At.TotalSeconds + now >= before.At.TotalSeconds + old - Rounding, "IETF-038");
        }
        else
        {
            t.Checks.Observe("Expiration of the upload", "Not told.", "IETF-038");
        }
    }

    private static async Task MaxSize(IetfCase t)
    {
        if (await t.LimitAsync("max-size") is not { } most || most >= 999_999_999_999_999)
        {
            throw IetfCase.Unsupported("The target sends no max-size that an Upload-Length could exceed.");
        }

        var created = await t.CreateAsync(t.Create(completes: false).With("Upload-Length", $"{most + 1}"));
        t.Checks.Observe("A creation beyond max-size", created.Outcome, "IETF-029");
        await JudgeRefusalAsync(t, "a creation beyond max-size", created);
    }

    private static async Task MaxAppendSize(IetfCase t)
    {
        if (await t.LimitAsync("max-append-size") is not { } most)
        {
            throw IetfCase.Unsupported("The target sends no max-append-size.");
        }

        var upload = await t.NewAsync(0);
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        await connection.SendHeadAsync(t.Append(upload, 0, completes: false, default).Set("Content-Length", $"{most + 1}"), t.Cancellation);
        await JudgeRefusalAsync(t, "an append beyond max-append-size", await connection.ReadAsync("PATCH", t.Patience, t.Cancellation));
    }

    private static async Task JudgeRefusalAsync(IetfCase t, string subject, Exchange answer)
    {
        if (!answer.IsClientError)
        {
            t.Checks.Observe($"Upload-Limit of {subject}", $"The content was not requested: {answer.Outcome}.", "IETF-046");
            return;
        }

        await t.TellsLimitsAsync(subject, answer, "IETF-046");
    }

    private static async Task MinSize(IetfCase t)
    {
        if (await t.LimitAsync("min-size") is not ({ } least and > 0))
        {
            t.Checks.Observe("min-size", "None: no upload is too small.", "IETF-030");
            return;
        }

        var created = await t.CreateAsync(completes: true, t.Content((int)Math.Min(least - 1, 1_000_000)));
        t.Checks.Observe("A creation below min-size", $"{created.Outcome}, {IetfCase.Interims(created).Count} of 104", "IETF-030");
    }

    private static async Task SmallLastAppend(IetfCase t)
    {
        var upload = await t.NewAsync(t.Chunk(5) + 1);
        await t.TakenAsync(upload, 0, t.Chunk(5));
        t.Success("a last append of one byte", await t.AppendAsync(upload, t.Chunk(5), completes: true, upload.From(t.Chunk(5))),
            "IETF-033");
    }

    private static async Task<IReadOnlyDictionary<string, long?>?> LimitsOfAsync(Task<Exchange> asking) =>
        (await asking).Response is { } response ? DraftFields.Limits(response.Fields) : null;
}
