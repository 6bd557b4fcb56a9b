using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Http;

/// <summary>Forms of a header section that HTTP allows: letter case, blanks, and size.</summary>
internal static class FieldFormCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/wire/field/names-in-any-case",
            Title = "Field names are case-insensitive",
            Does = "Sends a PATCH whose field names are all in lower case, and one with all in upper case.",
            Must = "204 to both, and the offset grows (RFC 9110, 5.1).",
            Why = "HTTP/2 and many proxies use lower-case names.",
            Judges = ["H-01"],
            Needs = ["creation"],
            Run = TusCases.Run(AnyCase),
        },
        new()
        {
            Id = "tus/wire/field/blanks-around-values",
            Title = "Spaces around a value are not part of it",
            Does = "Sends PATCHes with no space after the colon, with three, with tabs, and with spaces at the end of Upload-Offset.",
            Must = "204 each time (RFC 9110, 5.5).",
            Why = "A proxy may change the spaces.",
            Judges = ["H-01"],
            Needs = ["creation"],
            Run = TusCases.Run(Blanks),
        },
        new()
        {
            Id = "tus/wire/field/large-metadata",
            Title = "Large metadata is preserved completely or refused",
            Does = "Creates uploads with 8, 32 and 64 KiB of metadata.",
            Must = "201, and HEAD returns the same bytes; or 400, 413, 431 or a closed connection. Never a 5xx, never less than was sent.",
            Why = "Truncated metadata loses the file's name; a server that fails can be attacked with one field.",
            Judges = ["A-12", "TUS-077"],
            Needs = ["creation"],
            Run = TusCases.Run(LargeMetadata),
        },
        new()
        {
            Id = "tus/wire/field/many-fields",
            Title = "A header section of 300 fields is accepted or refused",
            Does = "Sends a HEAD with 300 more fields.",
            Must = "The offset, or 400, 413, 431 or a closed connection; a HEAD on a new connection works afterwards.",
            Why = "A limit is acceptable, a crash is not.",
            Judges = ["A-12"],
            Needs = ["creation"],
            Run = TusCases.Run(ManyFields),
        },
    ];

    private static async Task AnyCase(TusCase t)
    {
        await PlainAsync(t);
        foreach (var (letters, rename) in new (string, Func<string, string>)[]
        {
            ("small letters", name => name.ToLowerInvariant()), ("capitals", name => name.ToUpperInvariant()),
        })
        {
            var upload = await t.NewUploadAsync(5);
            if (t.Succeeded($"PATCH with names in {letters}",
                await t.SendAsync(Renamed(t.Patch(upload, 0, upload.From(0)), rename), upload.Url), [204], "H-01"))
            {
                await t.OffsetIsAsync("after it", upload, 5, "H-01");
            }
        }
    }

    private static async Task PlainAsync(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        t.Checks.Control("A PATCH", await t.PatchAsync(upload, 0, upload.From(0)));
    }

    private static async Task Blanks(TusCase t)
    {
        await PlainAsync(t);
        foreach (var line in new[] { "Upload-Offset:0", "Upload-Offset:   0", "Upload-Offset:\t0\t", "Upload-Offset: 0   " })
        {
            var upload = await t.NewUploadAsync(5);
            var bytes = TusCase.Text(t.Patch(upload, 0, upload.From(0))).Replace("Upload-Offset: 0", line, StringComparison.Ordinal);
            var written = line.Replace("\t", "\\t", StringComparison.Ordinal);
            t.Status($"PATCH with the line '{written}'", await t.SendRawAsync("PATCH", upload.Url, bytes), [204], "H-01");
        }
    }

    private static async Task LargeMetadata(TusCase t)
    {
        foreach (var size in new[] { 8, 32, 64 })
        {
            // Base64 makes four characters of three bytes.
            var metadata = "note " + Convert.ToBase64String(t.Content((size * 1024 / 4 * 3) - 9));
            var created = await t.CreateAsync(t.Post(5, metadata));
            if (created.Status == 201 && t.Location(created) is { } url)
            {
                var echo = (await t.HeadWhenFreeAsync(url))["Upload-Metadata"];
                t.Checks.Judge($"{size} KiB of metadata", "the same bytes on HEAD",
                    echo == metadata ? "the same bytes" : $"{echo?.Length ?? 0} of {metadata.Length} bytes", echo == metadata, "A-12",
                    "TUS-077");
            }
            else
            {
                t.Checks.Judge($"Outcome of {size} KiB of metadata", "201, 400, 413, 431 or a closed connection", created,
                    created.Is(400, 413, 431) || TusCase.IsGone(created), "A-12");
            }
        }
    }

    private static async Task ManyFields(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        var request =
            Enumerable.Range(0, 300).Aggregate(t.Request("HEAD", upload.Url), (with, number) => with.With($"X-Holdfast-{number}", "x"));
        var answer = await t.SendAsync(request, upload.Url);
        t.Checks.Judge("Outcome of HEAD with 300 more fields", "200, 204, 400, 413, 431 or a closed connection", answer,
            answer.Is(200, 204, 400, 413, 431) || TusCase.IsGone(answer), "A-12");
        if (answer.IsSuccess)
        {
            t.Field("HEAD with 300 more fields", answer, "Upload-Offset", 0, "A-12");
        }

        await t.OffsetIsAsync("after it", upload, 0, "A-12");
    }

    private static WireRequest Renamed(WireRequest request, Func<string, string> rename) =>
        request with { Fields = [.. request.Fields.Select(field => field with { Name = rename(field.Name) })] };
}
