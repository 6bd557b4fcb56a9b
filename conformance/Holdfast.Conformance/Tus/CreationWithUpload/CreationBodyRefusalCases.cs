using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.CreationWithUpload;

/// <summary>tus 1.0.0, Creation With Upload: bytes that a creation cannot take, and how the client learns that.</summary>
internal static class CreationBodyRefusalCases
{
    private static readonly string[] Needed = ["creation", "creation-with-upload"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/creation-with-upload/zero-length",
            Title = "An upload of length 0 accepts no bytes",
            Does = "Sends POST with a length of 0 and three bytes.",
            Must = "413 or 400, or 201 with Upload-Offset: 0 that HEAD confirms.",
            Why = "An upload whose offset exceeds its length can never be finished.",
            Judges = ["A-16"],
            Needs = Needed,
            Run = TusCases.Run(ZeroLength),
        },
        new()
        {
            Id = "tus/creation-with-upload/too-long-chunked",
            Title = "A chunked creation that exceeds its length is refused or cut",
            Does = "Sends POST with a length of 3 and 400 bytes in chunks of 50.",
            Must = "413 or 400, or 201 with an offset of at most 3 that HEAD confirms.",
            Why = "Without a Content-Length only the server's own count protects the upload.",
            Judges = ["A-14-MUST", "A-14"],
            Needs = Needed,
            Run = TusCases.Run(TooLongChunked),
        },
        new()
        {
            Id = "tus/creation-with-upload/media-type-missing",
            Title = "A body without a media type is refused, or reported as ignored",
            Does = "Sends POST with a length of 5 and five bytes, without Content-Type.",
            Must = "A 4xx (415), or 201 with Upload-Offset: 0 stated.",
            Why = "If the 201 does not say whether the bytes were stored, the client cannot know.",
            Judges = ["A-15", "TUS-088"],
            Needs = Needed,
            Run = TusCases.Run(MediaTypeMissing),
        },
        new()
        {
            Id = "tus/creation-with-upload/media-type-case",
            Title = "The media type of a creation is case-insensitive",
            Does = "Sends POST with a length of 5 and five bytes as Application/Offset+Octet-Stream.",
            Must = "201, and the offset includes the bytes.",
            Why = "Media types are case-insensitive; a server that compares case ignores the bytes.",
            Judges = ["A-11"],
            Needs = Needed,
            Run = TusCases.Run(MediaTypeCase),
        },
        new()
        {
            Id = "tus/creation-with-upload/expect-continue-doomed",
            Title = "A wrong creation with Expect: 100-continue is refused without the bytes",
            Does = "Sends the header section of a POST of an unsupported version with Expect: 100-continue, and no bytes.",
            Must = "The server sends the final status without a 100 before it, and without the bytes.",
            Why = "The purpose of the expectation is to avoid sending gigabytes that will be refused.",
            Judges = ["A-20"],
            Needs = Needed,
            Run = TusCases.Run(ExpectDoomed),
        },
    ];

    private static async Task ZeroLength(TusCase t)
    {
        var created = await t.CreateAsync(t.PostWith(0, t.Content(3)));
        t.Status("POST of three bytes for a length of 0", created, [201, 400, 413], "A-16");
        if (created.Status == 201 && t.Location(created) is { } url)
        {
            t.Field("POST of three bytes for a length of 0", created, "Upload-Offset", 0, "A-16");
            await t.OffsetIsAsync("after it", new Upload(url, []), 0, "A-16");
        }
    }

    private static async Task TooLongChunked(TusCase t)
    {
        var created = await t.CreateAsync(t.PostWith(3, default).WithChunkedBody(t.Content(400), chunkSize: 50));
        t.Status("POST of 400 bytes in chunks for a length of 3", created, [201, 413, 400, 411], "A-14");
        if (created.Status == 201 && t.Location(created) is { } url)
        {
            var offset = await t.OffsetAsync(url);
            t.Checks.Judge("Offset afterwards", "at most 3", $"{offset}", offset <= 3, "A-14-MUST");
            t.Field("POST of 400 bytes for a length of 3", created, "Upload-Offset", offset, "A-14-MUST");
        }
    }

    private static async Task MediaTypeMissing(TusCase t)
    {
        var created = await t.CreateAsync(t.PostWith(5, t.Content(5)).Without("Content-Type"));
        t.Checks.Observe("POST with a body without a media type", created.Outcome, "TUS-088");
        if (created.Status == 201)
        {
            t.Field("POST with a body without a media type", created, "Upload-Offset", 0, "A-15");
        }
        else
        {
            t.Refused("POST with a body without a media type", created, "A-15");
        }
    }

    private static async Task MediaTypeCase(TusCase t)
    {
        var created = await t.CreateAsync(t.PostWith(5, t.Content(5)).Set("Content-Type", "Application/Offset+Octet-Stream"));
        if (t.Status("POST with the media type in mixed case", created, [201], "A-11") && t.Location(created) is { } url)
        {
            var offset = await t.OffsetAsync(url);
            t.Checks.Judge("Bytes that it stored", "more than 0", $"{offset} of 5", offset > 0, "A-11");
        }
    }

    private static async Task ExpectDoomed(TusCase t)
    {
        await using var connection = await t.Context.ConnectAsync(t.Endpoint);
        var post = t.PostWith(5, t.Content(5)).Set("Tus-Resumable", "99.0.0").With("Expect", "100-continue");
        await connection.SendHeadAsync(post, t.Cancellation);
        Exchange answer = await connection.ReadAsync("POST", t.Patience, t.Cancellation);
        t.Checks.Judge("Response while the bytes are held back", "a 4xx status", answer, answer.IsClientError, "A-20");
        t.Checks.Judge(
            "Interim responses before it", "none", answer.Interim.Count == 0 ? "none" : string.Join(", ", answer.Interim),
            answer.Interim.Count == 0, "A-20");
    }
}
