using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Tus.Expiration;

/// <summary>tus 1.0.0, Expiration: the responses that have the date, and its value.</summary>
internal static class ExpiryAnswerCases
{
    private static readonly string[] Needed = ["creation", "expiration"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/expiration/on-creation",
            Title = "An expiration time that is known at the creation is in the 201",
            Does = "Creates an upload, sends HEAD immediately, and compares both responses.",
            Must = "If the response to HEAD has Upload-Expires, the 201 has it, too.",
            Why = "The 201 is the only response that a client certainly receives before its network fails.",
            Judges = ["TUS-099"],
            Needs = Needed,
            Run = TusCases.Run(OnCreation),
        },
        new()
        {
            Id = "tus/expiration/on-every-patch",
            Title = "Every PATCH of an upload that expires returns Upload-Expires",
            Does = "Sends three PATCHes, the second one empty, after which the upload is still unfinished.",
            Must = "If one response has Upload-Expires, every response has it; each value is an IMF-fixdate.",
            Why = "A client keeps the date of the last response that it received.",
            Judges = ["TUS-098", "TUS-104", "TUS-100"],
            Needs = Needed,
            Run = TusCases.Run(OnEveryPatch),
        },
        new()
        {
            Id = "tus/expiration/in-future",
            Title = "Upload-Expires is in the future by the server's clock",
            Does = "Creates an upload, appends to it, and compares Upload-Expires with the Date of the same response.",
            Must = "Upload-Expires is later than Date.",
            Why = "A client that sees a date in the past starts again from zero.",
            Judges = ["A-67"],
            Needs = Needed,
            Run = TusCases.Run(InFuture),
        },
        new()
        {
            Id = "tus/expiration/language",
            Title = "The date is in English for every Accept-Language",
            Does = "Creates uploads with Accept-Language tr-TR, ar-SA and th-TH, whose month names, digits and years differ.",
            Must = "Upload-Expires is an IMF-fixdate each time.",
            Why = "No client can parse a date in the year 2569 or in Arabic digits.",
            Judges = ["TUS-104", "A-68"],
            Needs = Needed,
            Run = TusCases.Run(Language),
        },
        new()
        {
            Id = "tus/expiration/on-head",
            Title = "Upload-Expires on HEAD has the correct form",
            Does = "Creates an upload and sends HEAD.",
            Must = "If HEAD has Upload-Expires, it is an IMF-fixdate in the future.",
            Why = "A client sends HEAD before it decides whether to resume.",
            Judges = ["TUS-104", "A-67"],
            Needs = Needed,
            Run = TusCases.Run(OnHead),
        },
        new()
        {
            Id = "tus/expiration/on-refusal",
            Title = "Upload-Expires on a refused PATCH has the correct form",
            Does = "Sends a PATCH with a wrong offset and reads Upload-Expires of the 409.",
            Must = "Whether it is present is recorded; if so, it is an IMF-fixdate.",
            Why = "The specification says 'every PATCH response', and error responses may format dates differently.",
            Judges = ["TUS-104", "TUS-098", "TUS-031"],
            Needs = Needed,
            Run = TusCases.Run(OnRefusal),
        },
        new()
        {
            Id = "tus/expiration/creation-with-upload",
            Title = "A creation with bytes returns Upload-Expires like any other",
            Does = "Creates one upload without bytes and one with some, and compares the two responses.",
            Must = "Both have Upload-Expires, or neither.",
            Why = "For an upload in few requests this is the only response before the last one.",
            Judges = ["TUS-099", "TUS-104"],
            Needs = [.. Needed, "creation-with-upload"],
            Run = TusCases.Run(WithUpload),
        },
        new()
        {
            Id = "tus/expiration/not-offered",
            Title = "A server that sends Upload-Expires announces expiration",
            Does = "Creates an upload, appends to it, sends HEAD, and looks for Upload-Expires.",
            Must = "If a response has the field, expiration is in Tus-Extension.",
            Why = "A client that checks OPTIONS ignores the date of a server that does not announce expiration.",
            Judges = ["TUS-096"],
            Needs = ["creation"],
            Run = TusCases.Run(NotOffered),
        },
    ];

    private static async Task OnCreation(TusCase t)
    {
        var created = await CreatedAsync(t, t.Post(10));
        var head = await t.HeadWhenFreeAsync(created.Upload.Url);
        if (head[ExpiryDate.Field] is { } known)
        {
            t.Checks.Judge("Upload-Expires of the 201", $"present, because HEAD has '{known}' immediately after",
                TusCase.Quoted(created.Answer[ExpiryDate.Field]), created.Answer[ExpiryDate.Field] is not null, "TUS-099");
        }
        else
        {
            t.Checks.Observe("Upload-Expires of the 201", TusCase.Quoted(created.Answer[ExpiryDate.Field]), "TUS-099");
        }
    }

    private static async Task OnEveryPatch(TusCase t)
    {
        var upload = await t.NewUploadAsync(10);
        var answers = new List<Wire.Exchange>();
        foreach (var (offset, count) in new[] { (0, 3), (3, 0), (3, 4) })
        {
            answers.Add(await t.PatchAsync(upload, offset, upload.From(offset, count)));
        }

        var dates = answers.Select((answer, at) => ExpiryDate.Judged(t, $"PATCH {at + 1}", answer, "TUS-104")).ToList();
        var expires = answers.Exists(answer => answer[ExpiryDate.Field] is not null);
        foreach (var (answer, at) in answers.Select((answer, at) => (answer, at + 1)))
        {
            var present = answer[ExpiryDate.Field] is not null;
            t.Checks.Judge($"Upload-Expires of PATCH {at}",
                expires ? "present, because another PATCH has it" : "absent, as in all responses", TusCase.Quoted(answer[ExpiryDate.Field]),
                present == expires, "TUS-098");
        }

        t.Checks.Observe("Upload-Expires from the first PATCH to the last",
            dates[0] == dates[2] ? "stays" : dates[0] < dates[2] ? "moves on" : "decreases, or cannot be compared", "TUS-100");
    }

    private static async Task InFuture(TusCase t)
    {
        var (upload, created) = await CreatedAsync(t, t.Post(10));
        Ahead(t, "the 201", created);
        Ahead(t, "the PATCH", await t.PatchAsync(upload, 0, upload.From(0, 3)));
    }

    private static void Ahead(TusCase t, string subject, Wire.Exchange answer)
    {
        if (ExpiryDate.Lifetime(answer) is { } left)
        {
            t.Checks.Judge(
                $"Upload-Expires of {subject}", "not before its Date", $"{left.TotalSeconds:0} s after it", left >= TimeSpan.Zero, "A-67");
        }
        else
        {
            t.Checks.Observe($"Upload-Expires of {subject}",
                $"{TusCase.Quoted(answer[ExpiryDate.Field])}, with Date {TusCase.Quoted(answer["Date"])}", "A-67");
        }
    }

    private static async Task Language(TusCase t)
    {
        foreach (var language in new[] { "tr-TR", "ar-SA", "th-TH" })
        {
            var (upload, created) = await CreatedAsync(t, t.Post(10).With("Accept-Language", language));
            ExpiryDate.Judged(t, $"the 201 in {language}", created, "TUS-104", "A-68");
            var patched = await t.SendAsync(t.Patch(upload, 0, upload.From(0, 3)).With("Accept-Language", language), upload.Url);
            ExpiryDate.Judged(t, $"the PATCH in {language}", patched, "TUS-104", "A-68");
        }
    }

    private static async Task OnHead(TusCase t)
    {
        var upload = await t.NewUploadAsync(10);
        var head = await t.HeadWhenFreeAsync(upload.Url);
        ExpiryDate.Judged(t, "HEAD", head, "TUS-104");
        Ahead(t, "HEAD", head);
    }

    private static async Task OnRefusal(TusCase t)
    {
        var upload = await t.NewUploadAsync(10);
        var refused = await t.PatchAsync(upload, 4, upload.From(4));
        t.Status("PATCH with a wrong offset", refused, [409], "TUS-031");
        t.Checks.Observe("Upload-Expires of the 409", TusCase.Quoted(refused[ExpiryDate.Field]), "TUS-098");
        ExpiryDate.Judged(t, "the 409", refused, "TUS-104");
    }

    private static async Task WithUpload(TusCase t)
    {
        var (_, plain) = await CreatedAsync(t, t.Post(10));
        var (_, carrying) = await CreatedAsync(t, t.PostWith(10, t.Content(3)));
        ExpiryDate.Judged(t, "the 201 to a creation with bytes", carrying, "TUS-104");
        var (expected, actual) = (plain[ExpiryDate.Field], carrying[ExpiryDate.Field]);
        t.Checks.Judge("Upload-Expires of a creation with bytes",
            expected is null ? "absent, as in the creation without bytes" : "present, as in the creation without bytes",
            TusCase.Quoted(actual), (expected is null) == (actual is null), "TUS-099");
    }

    private static async Task NotOffered(TusCase t)
    {
        var (upload, created) = await CreatedAsync(t, t.Post(10));
        var patched = await t.PatchAsync(upload, 0, upload.From(0, 3));
        var head = await t.HeadWhenFreeAsync(upload.Url);
        var told = created[ExpiryDate.Field] ?? patched[ExpiryDate.Field] ?? head[ExpiryDate.Field];
        var announced = t.Context.Capabilities.Offers("expiration");
        if (told is null)
        {
            t.Checks.Observe("Upload-Expires", announced ? "announced, but in no response here" : "neither announced nor sent", "TUS-096");
            return;
        }

        t.Checks.Judge($"Extension expiration, because a response has '{told}'", "announced", announced ? "announced" : "not announced",
            announced, "TUS-096");
    }

    private static async Task<(Upload Upload, Wire.Exchange Answer)> CreatedAsync(TusCase t, Wire.WireRequest post)
    {
        var created = await t.CreateAsync(post);
        return (t.Created("Creating an upload", created, t.Content(10)), created);
    }
}
