using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Tus.CreationWithUpload;

/// <summary>tus 1.0.0, Creation With Upload.</summary>
internal static class CreationWithUploadCases
{
    private static readonly string[] Needed = ["creation", "creation-with-upload"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/creation-with-upload/whole",
            Title = "A creation can have the complete file",
            Does = "Sends POST with a length of 10 and all ten bytes.",
            Must = "201 with Location and Upload-Offset, the same offset as HEAD reports; the content is as sent.",
            Why = "One round trip instead of two for every small file.",
            Judges = ["TUS-080", "TUS-091", "TUS-092", "TUS-090"],
            Needs = Needed,
            Run = TusCases.Run(Whole),
        },
        new()
        {
            Id = "tus/creation-with-upload/part",
            Title = "A creation can have the first part of the file",
            Does = "Sends POST with a length of 10 and four bytes, then the rest by PATCH.",
            Must = "201 with the stored offset; the upload continues from there.",
            Why = "Clients send the first chunk with the creation and the others later.",
            Judges = ["TUS-080", "TUS-091", "TUS-092", "TUS-090", "TUS-038"],
            Needs = Needed,
            Run = TusCases.Run(Part),
        },
        new()
        {
            Id = "tus/creation-with-upload/empty-body",
            Title = "A creation with the media type but no body creates an empty upload",
            Does = "Sends POST with Content-Type application/offset+byte-stream and Content-Length: 0.",
            Must = "201, and the upload is at offset 0.",
            Why = "A client whose first chunk is empty still needs its upload.",
            Judges = ["TUS-080", "TUS-092"],
            Needs = Needed,
            Run = TusCases.Run(EmptyBody),
        },
        new()
        {
            Id = "tus/creation-with-upload/too-long",
            Title = "A creation with more bytes than its length is refused or cut",
            Does = "Sends POST with a length of 3 and five bytes.",
            Must = "413, or 201 with an offset of at most 3 that HEAD confirms.",
            Why = "The server must never report more bytes than the upload has.",
            Judges = ["A-14-MUST", "A-14"],
            Needs = Needed,
            Run = TusCases.Run(TooLong),
        },
        new()
        {
            Id = "tus/creation-with-upload/media-type",
            Title = "A body of another media type is refused, or reported as ignored",
            Does = "Sends POST with a length of 5 and five bytes as text/plain.",
            Must = "415, or 201 with Upload-Offset: 0 stated.",
            Why = "If the 201 does not say whether the bytes were stored, the client cannot know.",
            Judges = ["A-15", "TUS-157"],
            Needs = Needed,
            Run = TusCases.Run(MediaType),
        },
    ];

    private static async Task Whole(TusCase t)
    {
        var content = t.Content(10);
        var created = await t.CreateAsync(t.PostWith(10, content));
        t.Status("POST with the whole file", created, [201], "TUS-080");
        if (created.Status == 201 && t.Location(created) is { } url)
        {
            t.Checks.Judge("Upload-Offset of the 201", "a number", TusCase.Quoted(created["Upload-Offset"]),
                created.Number("Upload-Offset") is not null, "TUS-091");
            t.Field("POST with the whole file", created, "Upload-Offset", 10, "TUS-090");
            await t.OffsetIsAsync("against the 201", new Upload(url, content), created.Number("Upload-Offset") ?? 10, "TUS-092");
            if (created.Number("Upload-Offset") == content.Length)
            {
                await t.ContentIsAsync(new Upload(url, content), "TUS-092");
            }
        }
    }

    private static async Task Part(TusCase t)
    {
        var first = t.Chunk(4);
        var content = t.Content(first + 6);
        var created = await t.CreateAsync(t.PostWith(content.Length, content.AsMemory(0, first)));
        t.Status("POST with the first bytes", created, [201], "TUS-080");
        if (created.Status != 201 || t.Location(created) is not { } url)
        {
            return;
        }

        var upload = new Upload(url, content);
        t.Checks.Judge("Upload-Offset of the 201", "a number", TusCase.Quoted(created["Upload-Offset"]),
            created.Number("Upload-Offset") is not null, "TUS-091");
        t.Field("POST with the first bytes", created, "Upload-Offset", first, "TUS-090");
        await t.OffsetIsAsync("against the 201", upload, created.Number("Upload-Offset") ?? first, "TUS-092");
        var offset = await t.OffsetAsync(upload.Url);
        t.Status("PATCH of the rest", await t.PatchAsync(upload, offset, upload.From(offset)), [204], "TUS-038");
        await t.ContentIsAsync(upload, "TUS-038");
    }

    private static async Task EmptyBody(TusCase t)
    {
        var created = await t.CreateAsync(t.PostWith(5, default));
        t.Status("POST with the media type and no body", created, [201], "TUS-080");
        if (created.Status == 201 && t.Location(created) is { } url)
        {
            await t.OffsetIsAsync("of the new upload", new Upload(url, []), 0, "TUS-092");
        }
    }

    private static async Task TooLong(TusCase t)
    {
        var created = await t.CreateAsync(t.PostWith(3, t.Content(5)));
        t.Status("POST of five bytes for a length of 3", created, [201, 413, 400], "A-14");
        if (created.Status == 201 && t.Location(created) is { } url)
        {
            var offset = await t.OffsetAsync(url);
            t.Checks.Judge("Offset afterwards", "at most 3", $"{offset}", offset <= 3, "A-14-MUST");
            t.Field("POST of five bytes for a length of 3", created, "Upload-Offset", offset, "A-14-MUST");
        }
        else
        {
            t.Absent("the refused POST", created, "Location", "A-14");
        }
    }

    private static async Task MediaType(TusCase t)
    {
        var created = await t.CreateAsync(t.PostWith(5, t.Content(5)).Set("Content-Type", "text/plain"));
        if (created.Status == 201)
        {
            t.Field("POST with a body of type text/plain", created, "Upload-Offset", 0, "A-15");
        }
        else
        {
            t.Status("POST with a body of type text/plain", created, [415], "A-15");
        }

        t.Checks.Observe("Status of POST with a body of type text/plain", created.Outcome, "TUS-157");
    }
}
