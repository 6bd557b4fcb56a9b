using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Expiration;

/// <summary>tus 1.0.0, Expiration: which answers carry the date, and what it says.</summary>
internal static class ExpiryAnswerCases
{
    private static readonly string[] Needed = ["creation", "expiration"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/expiration/on-creation",
            Title = "A date that is known at the creation is on the 201",
            Does = "Creates an upload, asks HEAD at once, and compares both answers.",
            Must = "Where HEAD already tells Upload-Expires, the 201 told it too.",
            Why = "The 201 is the only answer that a client is sure to have before its network goes away.",
            Judges = ["TUS-099"],
            Needs = Needed,
            Run = TusCases.Run(OnCreation),
        },
        new()
        {
            Id = "tus/expiration/on-every-patch",
            Title = "Every PATCH of an upload that expires tells when",
            Does = "Sends three PATCHes, the second one empty, that leave the upload unfinished.",
            Must = "When one answer has Upload-Expires, each has; each value is an IMF-fixdate.",
            Why = "A client keeps the date of the last answer that it got, whichever that was.",
            Judges = ["TUS-098", "TUS-104", "TUS-100"],
            Needs = Needed,
            Run = TusCases.Run(OnEveryPatch),
        },
        new()
        {
            Id = "tus/expiration/in-future",
            Title = "The date lies ahead by the server's own clock",
            Does = "Creates an upload, appends to it, and compares Upload-Expires with the Date of the same answer.",
            Must = "An upload that works has not expired.",
            Why = "A client that sees a date in the past starts again from zero.",
            Judges = ["A-67"],
            Needs = Needed,
            Run = TusCases.Run(InFuture),
        },
        new()
        {
            Id = "tus/expiration/language",
            Title = "The date is English whatever language the client prefers",
            Does = "Creates uploads with Accept-Language tr-TR, ar-SA and th-TH, which have other month names, digits and years.",
            Must = "Upload-Expires is an IMF-fixdate each time.",
            Why = "A date in the year 2569, or in Arabic digits, is no date to any client.",
            Judges = ["TUS-104", "A-68"],
            Needs = Needed,
            Run = TusCases.Run(Language),
        },
        new()
        {
            Id = "tus/expiration/on-head",
            Title = "A date on HEAD has the form of any other",
            Does = "Creates an upload and asks HEAD.",
            Must = "Upload-Expires, if HEAD has it, is an IMF-fixdate that lies ahead.",
            Why = "HEAD is what a client asks before it decides whether to resume.",
            Judges = ["TUS-104", "A-67"],
            Needs = Needed,
            Run = TusCases.Run(OnHead),
        },
        new()
        {
            Id = "tus/expiration/on-refusal",
            Title = "A date on a refused PATCH has the form of any other",
            Does = "Sends a PATCH with a wrong offset and reads Upload-Expires of the 409.",
            Must = "Whether it is there is recorded; if it is, it is an IMF-fixdate.",
            Why = "The text says every PATCH response, and error paths format dates on their own.",
            Judges = ["TUS-104", "TUS-098", "TUS-031"],
            Needs = Needed,
            Run = TusCases.Run(OnRefusal),
        },
        new()
        {
            Id = "tus/expiration/creation-with-upload",
            Title = "A creation that brings octets tells the date like any other",
            Does = "Creates one upload without octets and one with some, and compares the two answers.",
            Must = "Both have Upload-Expires, or neither.",
            Why = "For an upload of one request this is the only answer there is before the last one.",
            Judges = ["TUS-099", "TUS-104"],
            Needs = [.. Needed, "creation-with-upload"],
            Run = TusCases.Run(WithUpload),
        },
        new()
        {
            Id = "tus/expiration/not-offered",
            Title = "A server that tells when uploads expire announces it",
            Does = "Creates an upload, appends to it, asks HEAD, and looks for Upload-Expires.",
            Must = "Where the field appears, expiration is in Tus-Extension.",
            Why = "A client that asks first does not look for a date on a server that does not announce one.",
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
            t.Checks.Judge("Upload-Expires of the 201", $"present, as HEAD says '{known}' right after", TusCase.Quoted(created.Answer[ExpiryDate.Field]), created.Answer[ExpiryDate.Field] is not null, "TUS-099");
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
            t.Checks.Judge($"Upload-Expires of PATCH {at}", expires ? "present, as another PATCH has it" : "absent, as everywhere", TusCase.Quoted(answer[ExpiryDate.Field]), present == expires, "TUS-098");
        }

        t.Checks.Observe("Upload-Expires from the first PATCH to the last", dates[0] == dates[2] ? "stays" : dates[0] < dates[2] ? "moves on" : "goes back, or cannot be compared", "TUS-100");
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
            t.Checks.Judge($"Upload-Expires of {subject}", "not before its Date", $"{left.TotalSeconds:0} s after it", left >= TimeSpan.Zero, "A-67");
        }
        else
        {
            t.Checks.Observe($"Upload-Expires of {subject}", $"{TusCase.Quoted(answer[ExpiryDate.Field])}, with Date {TusCase.Quoted(answer["Date"])}", "A-67");
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
        ExpiryDate.Judged(t, "the 201 to a creation with octets", carrying, "TUS-104");
        var (expected, actual) = (plain[ExpiryDate.Field], carrying[ExpiryDate.Field]);
        t.Checks.Judge("Upload-Expires of a creation with octets", expected is null ? "absent, as without octets" : "present, as without octets", TusCase.Quoted(actual), (expected is null) == (actual is null), "TUS-099");
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
            t.Checks.Observe("Upload-Expires", announced ? "announced, and on no answer here" : "neither announced nor there", "TUS-096");
            return;
        }

        t.Checks.Judge($"Extension expiration, as an answer says '{told}'", "announced", announced ? "announced" : "not announced", announced, "TUS-096");
    }

    private static async Task<(TusUpload Upload, Wire.Exchange Answer)> CreatedAsync(TusCase t, Wire.WireRequest post)
    {
        var created = await t.CreateAsync(post);
        return (t.Made("Creating an upload", created, t.Content(10)), created);
    }
}
