using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;

namespace Holdfast.Conformance.Ietf.Creation;

/// <summary>The draft, Upload-Length and Upload Creation: the length that a creation gives.</summary>
internal static class CreationLengthCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/creation/length",
            Title = "The length that a creation declares is stored",
            Does = "Creates without content and with Upload-Length 100, and sends HEAD.",
            Must = "Upload-Length 100 (optional in version 10), and the upload is not complete.",
            Why = "A client that resumes on another machine learns from it what is missing.",
            Judges = ["IETF-020", "IETF-025", "IETF-068", "IETF-089"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(Recorded),
        },
        new()
        {
            Id = "ietf/creation/no-length",
            Title = "A length that was not declared is not reported",
            Does = "Creates without content and length, and sends HEAD.",
            Must = "No Upload-Length.",
            Why = "A client that believes an invented length stops too early.",
            Judges = ["IETF-020"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(NoLength),
        },
        new()
        {
            Id = "ietf/creation/length-disagrees",
            Title = "A creation whose two lengths disagree is refused",
            Does = "Sends ten bytes as the complete content, with Upload-Length 11.",
            Must = "A 4xx; with a problem document about the inconsistent length, 400.",
            Why = "One of the two lengths is wrong, so the file may be, too.",
            Judges = ["IETF-022", "IETF-024", "IETF-138"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(Disagrees),
        },
        new()
        {
            Id = "ietf/creation/void-length",
            Title = "An Upload-Length that is not an integer is ignored",
            Does = "Creates with Upload-Length abc, 1.5, a string, a list and sixteen digits.",
            Must = "The creation is accepted, and HEAD has no Upload-Length.",
            Why = "A field that recipients read differently must not decide when a file is complete.",
            Judges = ["IETF-021"],
            Versions = Interop.From(8),
            Run = IetfCases.Run(Void),
        },
        new()
        {
            Id = "ietf/creation/largest-length",
            Title = "The largest integer of a structured field is a valid length",
            Does = "Creates with Upload-Length 999999999999999.",
            Must = "Refused with a 4xx, or returned exactly.",
            Why = "Numbers near the limits of number types overflow or are rounded.",
            Judges = ["IETF-020", "IETF-068"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(Largest),
        },
    ];

    private static async Task Recorded(IetfCase t)
    {
        var upload = await t.NewAsync(100, create => create.With("Upload-Length", "100"));
        var head = await t.HeadAsync(upload);
        if (t.Version < 10 || head["Upload-Length"] is not null)
        {
            t.Number("HEAD after the creation", head, "Upload-Length", 100, "IETF-068", "IETF-089", "IETF-020");
        }
        else
        {
            t.Checks.Observe("Upload-Length of HEAD", "Absent, which this version allows.", "IETF-068", "IETF-020");
        }

        await t.IncompleteAsync("after the creation", upload, "IETF-025");
    }

    private static async Task NoLength(IetfCase t)
    {
        var head = await t.HeadAsync(await t.NewAsync(0));
        if (t.Answered("HEAD after the creation", "no Upload-Length", head, "IETF-020"))
        {
            t.Checks.Judge("Upload-Length of HEAD", "absent", IetfCase.Shown(head.Response!.Fields, "Upload-Length"),
                head["Upload-Length"] is null, "IETF-020");
        }
    }

    private static async Task Disagrees(IetfCase t)
    {
        var created = await t.CreateAsync(t.Create(completes: true, t.Content(10)).With("Upload-Length", "11"));
        t.Refused("the creation", created, "IETF-022");
        t.Checks.Observe("Problem type of the response", Problem.Of(created)?.Type ?? "none", "IETF-024");
        t.InconsistentLength("the creation", created);
    }

    private static async Task Void(IetfCase t)
    {
        foreach (var value in new[] { "abc", "1.5", "\"5\"", "5, 5", "-1", "1000000000000000" })
        {
            var created = await t.CreateAsync(t.Create(completes: false).With("Upload-Length", value));
            if (!t.Success($"a creation with Upload-Length {value}", created, "IETF-021")
                || t.Location(created.Response!.Fields) is not { } url)
            {
                continue;
            }

            var head = await t.HeadAsync(url);
            if (t.Answered("HEAD after it", "no Upload-Length", head, "IETF-021"))
            {
                t.Checks.Judge($"Upload-Length of HEAD after {value}", "absent", IetfCase.Shown(head.Response!.Fields, "Upload-Length"),
                    head["Upload-Length"] is null, "IETF-021");
            }
        }
    }

    private static async Task Largest(IetfCase t)
    {
        const long Largest = 999_999_999_999_999;
        var created = await t.CreateAsync(t.Create(completes: false).With("Upload-Length", "999999999999999"));
        if (!t.Answered("the creation", "an answer", created, "IETF-068"))
        {
            return;
        }

        t.Checks.Judge("Status of the creation", "2xx or 4xx", created, created.IsSuccess || created.IsClientError, "IETF-068");
        if (created.IsSuccess && t.Location(created.Response!.Fields) is { } url)
        {
            var head = await t.HeadAsync(url);
            var length = DraftFields.Length(head.Response?.Fields ?? created.Response.Fields);
            t.Checks.Judge("Upload-Length of HEAD", t.Version < 10 ? $"{Largest}" : $"{Largest} or absent",
                length is null ? "absent" : $"{length}", length == Largest || (t.Version == 10 && length is null), "IETF-068", "IETF-020");
        }
        else
        {
            t.Checks.Observe("The largest length", $"Refused with {created.Outcome}.", "IETF-020");
        }
    }
}
