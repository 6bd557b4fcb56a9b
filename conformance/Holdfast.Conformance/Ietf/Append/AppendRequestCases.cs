using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;

namespace Holdfast.Conformance.Ietf.Append;

/// <summary>The draft, Upload Append and Media Type: the fields that make a request an append.</summary>
internal static class AppendRequestCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/append/media-type-other",
            Title = "An append of another media type is not applied",
            Does = "Sends PATCH with application/byte-stream, with tus' type, and without any.",
            Must = "A 4xx each time, and no byte is appended.",
            Why = "The media type defines the meaning of PATCH; another type asks for another operation.",
            Judges = ["IETF-140"],
            Versions = Interop.From(6),
            Run = IetfCases.Run(OtherType),
        },
        new()
        {
            Id = "ietf/append/media-type-spelling",
            Title = "The media type is accepted in upper case and with parameters",
            Does = "Appends with 'Application/Partial-Upload; a=b'.",
            Must = "Accepted.",
            Why = "Media types are case-insensitive in HTTP.",
            Judges = ["IETF-140"],
            Versions = Interop.From(6),
            Run = IetfCases.Run(SpeltType),
        },
        new()
        {
            Id = "ietf/append/any-media-type",
            Title = "Up to version 5 an append needs no media type",
            Does = "Sends PATCH without Content-Type.",
            Must = "Accepted.",
            Why = "Clients of those drafts send no media type.",
            Judges = ["IETF-104"],
            Versions = Interop.Between(3, 5),
            Run = IetfCases.Run(NoType),
        },
        new()
        {
            Id = "ietf/append/void-completeness",
            Title = "An append whose Upload-Complete is not a boolean is treated as one without it",
            Does = "Appends without Upload-Complete, and with true, 1, a list and a string.",
            Must = "The same status each time, and the same number of bytes appended as without the field.",
            Why = "If one recipient sees the end and another does not, files are truncated.",
            Judges = ["IETF-013"],
            Versions = Interop.From(8),
            Run = IetfCases.Run(VoidCompleteness),
        },
        new()
        {
            Id = "ietf/append/completeness-parameters",
            Title = "Parameters of a boolean are ignored",
            Does = "Completes an upload with '?1;x=y'.",
            Must = "The upload is complete.",
            Why = "Structured fields allow parameters everywhere; a string comparison misses the completion.",
            Judges = ["IETF-014"],
            Versions = Interop.From(4),
            Run = IetfCases.Run(Parameters),
        },
        new()
        {
            Id = "ietf/append/refusals-are-incomplete",
            Title = "Refusals of the protocol are not taken for the target's response",
            Does = "Sends appends with a wrong offset, media type and length.",
            Must = "Each refusal says that the upload is not complete (a MUST in version 7). Whether it has the offset is recorded.",
            Why = "If a refusal says 'complete', the client ends the upload.",
            Judges = ["IETF-015", "IETF-120", "IETF-181", "IETF-224"],
            Versions = [7, .. Interop.From(9)],
            Run = IetfCases.Run(Refusals),
        },
    ];

    private static async Task OtherType(IetfCase t)
    {
        var upload = await t.NewAsync(t.Chunk(5));
        var append = t.Append(upload, 0, completes: false, upload.Content);
        foreach (var (subject, request) in new[]
        {
            ("PATCH with application/octet-stream", append.Set("Content-Type", "application/octet-stream")),
            ("PATCH with tus' type", append.Set("Content-Type", "application/offset+octet-stream")),
            ("PATCH without a type", append.Without("Content-Type")),
        })
        {
            if (!await t.UnchangedAsync(subject, await t.SendAsync(request, upload.Url), upload, 0, ["IETF-140"], ["IETF-140"]))
            {
                return;
            }
        }
    }

    private static async Task SpeltType(IetfCase t)
    {
        var upload = await t.NewAsync(t.Chunk(5));
        var append = t.Append(upload, 0, completes: false, upload.Content).Set("Content-Type", "Application/Partial-Upload; a=b");
        await ControlAsync(t, completes: false);
        if (t.Success("the append", await t.SendAsync(append, upload.Url), "IETF-140"))
        {
            await t.OffsetIsAsync("after it", upload, upload.Length, "IETF-140");
        }
    }

    private static async Task NoType(IetfCase t)
    {
        var upload = await t.NewAsync(t.Chunk(5));
        if (t.Success("the append",
            await t.SendAsync(t.Append(upload, 0, completes: false, upload.Content).Without("Content-Type"), upload.Url), "IETF-104"))
        {
            await t.OffsetIsAsync("after it", upload, upload.Length, "IETF-104");
        }
    }

    private static async Task VoidCompleteness(IetfCase t)
    {
        var missing = await AppendAsync(t, null);
        var others = new List<string>();
        foreach (var value in new[] { "true", "TRUE", "1", "?1, ?1", "\"?1\"", "?2", "?01", "? 1" })
        {
            if (await AppendAsync(t, value) is var outcome && outcome != missing)
            {
                others.Add($"{outcome}, for {value}");
            }
        }

        t.Checks.Judge("Appends whose Upload-Complete is not a boolean", $"{missing}, as without the field",
            others.Count == 0 ? missing : string.Join("; ", others), others.Count == 0, "IETF-013");
    }

    private static async Task<string> AppendAsync(IetfCase t, string? value)
    {
        var upload = await t.NewAsync(t.Chunk(5));
        var append = t.Append(upload, 0, completes: true, upload.Content);
        var answer =
            await t.SendAsync(value is null ? append.Without("Upload-Complete") : append.Set("Upload-Complete", value), upload.Url);
        var head = await t.HeadAsync(upload);
        return $"{answer.Outcome}, then HEAD {head.Outcome} with offset {head["Upload-Offset"] ?? "absent"}";
    }

    private static async Task Parameters(IetfCase t)
    {
        var upload = await t.NewAsync(t.Chunk(5));
        await ControlAsync(t, completes: true);
        if (t.Success("the append", await t.SendAsync(
            t.Append(upload, 0, completes: true, upload.Content).Set("Upload-Complete", "?1;x=y"), upload.Url), "IETF-014"))
        {
            await t.CompletedAsync("after it", upload, "IETF-014");
        }
    }

    private static async Task ControlAsync(IetfCase t, bool completes)
    {
        var upload = await t.NewAsync(t.Chunk(5));
        t.Checks.Control("An append", await t.AppendAsync(upload, 0, completes, upload.Content));
    }

    private static async Task Refusals(IetfCase t)
    {
        var upload = await t.NewAsync(t.Chunk(5), create => create.With("Upload-Length", $"{t.Chunk(5)}"));
        var append = t.Append(upload, 0, completes: false, upload.Content);
        var refusals = new[]
        {
            ("a wrong offset", append.Set("Upload-Offset", "3")),
            ("a wrong media type", append.Set("Content-Type", "text/plain")),
            ("another length", append.With("Upload-Length", $"{upload.Length + 1}")),
        };
        foreach (var (subject, request) in refusals)
        {
            var answer = await t.SendAsync(request, upload.Url);
            if (answer.IsClientError)
            {
                t.Complete($"the refusal of {subject}", answer, expected: false, "IETF-015", "IETF-120", "IETF-224");
                var offset = IetfCase.Shown(answer.Response!.Fields, "Upload-Offset");
                t.Checks.Observe($"Upload-Offset of the refusal of {subject}", offset, "IETF-181");
            }
            else
            {
                t.Checks.Observe($"Append with {subject}", $"Not refused: {answer.Outcome}.", "IETF-015");
            }
        }
    }
}
