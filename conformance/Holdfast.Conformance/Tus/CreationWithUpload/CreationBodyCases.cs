using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Tus.Creation;
using Holdfast.Conformance.Tus.DeferLength;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.CreationWithUpload;

/// <summary>tus 1.0.0, Creation With Upload: the bytes of a creation count like those of a PATCH, however they come.</summary>
internal static class CreationBodyCases
{
    /// <summary>Several buffers of any server, little enough to be fast.</summary>
    private const int Large = 300_000;

    private static readonly string[] Needed = ["creation", "creation-with-upload"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/creation-with-upload/chunked",
            Title = "The bytes of a creation can be chunked",
            Does = "Sends POST with a length of 10 and ten bytes in chunks of three, without Content-Length.",
            Must = "201 with the offset that HEAD confirms, and the content as sent; 411 if the server requires Content-Length.",
            Why = "A streaming client, or a proxy, does not know the length in advance.",
            Judges = ["TUS-080", "TUS-091", "TUS-092", "TUS-090"],
            Needs = Needed,
            Run = TusCases.Run(Chunked),
        },
        new()
        {
            Id = "tus/creation-with-upload/large",
            Title = "A creation can have more bytes than a buffer",
            Does = "Sends POST with all 300,000 bytes of the upload.",
            Must = "201 with the offset that HEAD confirms; the content is as sent.",
            Why = "A server that stores the bytes of its first read, but counts the Content-Length, has a gap in the file.",
            Judges = ["TUS-080", "TUS-091", "TUS-092", "TUS-090"],
            Needs = Needed,
            Run = TusCases.Run(t => BroughtAsync(t, t.Content(Large))),
        },
        new()
        {
            Id = "tus/creation-with-upload/metadata",
            Title = "A creation can have bytes and metadata",
            Does = "Sends POST with five bytes of five and metadata, and sends HEAD.",
            Must = "201 with the offset that HEAD confirms, and the same pairs on HEAD.",
            Why = "For small files this is the only request.",
            Judges = ["TUS-080", "TUS-092", "TUS-077"],
            Needs = Needed,
            Run = TusCases.Run(WithMetadata),
        },
        new()
        {
            Id = "tus/creation-with-upload/deferred",
            Title = "A creation of deferred length can have bytes",
            Does = "Sends POST with Upload-Defer-Length: 1 and five bytes, and sends HEAD.",
            Must = "201 with the offset that HEAD confirms; the length is still deferred.",
            Why = "A streaming client has the first bytes long before it knows the length.",
            Judges = ["TUS-080", "TUS-092", "A-16", "TUS-071"],
            Needs = ["creation", "creation-with-upload", "creation-defer-length"],
            Run = TusCases.Run(WithoutLength),
        },
        new()
        {
            Id = "tus/creation-with-upload/conflict",
            Title = "The bytes of a creation cannot be sent again",
            Does = "Sends POST with four bytes of ten, then PATCH with the same bytes at offset 0, and sends HEAD.",
            Must = "409, and the offset is still the one after the creation.",
            Why = "A client that ignored the Upload-Offset of the 201 would store its first chunk twice.",
            Judges = ["TUS-080", "TUS-031", "TUS-032"],
            Needs = Needed,
            Run = TusCases.Run(Conflict),
        },
        new()
        {
            Id = "tus/creation-with-upload/kept-connection",
            Title = "A connection can be used after a creation with bytes",
            Does = "Sends POST with five bytes and HEAD for the new upload on the same connection.",
            Must = "Each gets its own response. Whether the server keeps the connection is recorded.",
            Why = "Bytes of a body that the server did not read are read as the next request.",
            Judges = ["TUS-080", "TUS-092"],
            Needs = Needed,
            Run = TusCases.Run(KeptConnection),
        },
        new()
        {
            Id = "tus/creation-with-upload/expect-continue",
            Title = "Expect: 100-continue on a creation gets 100 (Continue)",
            Does = "Sends the header section of a correct POST with Expect: 100-continue and waits for 100, at most a second, before it "
                + "sends the bytes.",
            Must = "201 in the end, with the offset that HEAD confirms; whether 100 (Continue) was sent is recorded.",
            Why = "tus recommends this field for creations with bytes.",
            Judges = ["A-20", "TUS-080", "TUS-092"],
            Needs = Needed,
            Run = TusCases.Run(ExpectGood),
        },
    ];

    private static async Task Chunked(TusCase t)
    {
        var content = t.Content(10);
        var created = await t.CreateAsync(t.PostWith(10, default).WithChunkedBody(content, chunkSize: 3));
        t.Status("POST with ten bytes in chunks", created, [201, 411], "TUS-080");
        if (created.Status == 201)
        {
            await JudgeAsync(t, created, content);
        }
    }

    private static async Task BroughtAsync(TusCase t, byte[] content)
    {
        var created = await t.CreateAsync(t.PostWith(content.Length, content));
        t.Status($"POST with {content.Length} bytes", created, [201], "TUS-080");
        if (created.Status == 201)
        {
            await JudgeAsync(t, created, content);
        }
    }

    private static async Task JudgeAsync(TusCase t, Exchange created, byte[] content)
    {
        var told = created.Number("Upload-Offset");
        t.Checks.Judge("Upload-Offset of the 201", "a number", TusCase.Quoted(created["Upload-Offset"]), told is not null, "TUS-091");
        t.Field("the creation", created, "Upload-Offset", content.Length, "TUS-090");
        if (t.Location(created) is { } url)
        {
            var upload = new Upload(url, content);
            await t.OffsetIsAsync("against the 201", upload, told ?? content.Length, "TUS-092");
            if (told == content.Length)
            {
                await t.ContentIsAsync(upload, "TUS-092");
            }
        }
    }

    private static async Task WithMetadata(TusCase t)
    {
        var metadata = Metadata.Pair("filename", "note.txt");
        var created = await t.CreateAsync(t.PostWith(5, t.Content(5)).With("Upload-Metadata", metadata));
        t.Status("POST with bytes and metadata", created, [201], "TUS-080");
        if (created.Status == 201 && t.Location(created) is { } url)
        {
            await t.OffsetIsAsync("against the 201", new Upload(url, []), created.Number("Upload-Offset") ?? 5, "TUS-092");
            await MetadataEcho.JudgeAsync(t, url, "after it", metadata, "TUS-077");
        }
    }

    private static async Task WithoutLength(TusCase t)
    {
        var content = t.Content(5);
        var created = await t.CreateAsync(Deferred.Post(t).With("Content-Type", TusCase.OffsetOctetStream).WithBody(content));
        t.Status("POST with five bytes and no length", created, [201], "TUS-080");
        if (created.Status == 201 && t.Location(created) is { } url)
        {
            var upload = new Upload(url, content);
            await t.OffsetIsAsync("against the 201", upload, created.Number("Upload-Offset") ?? 5, "TUS-092");
            await Deferred.IsOpenAsync(t, "after it", upload, "A-16", "TUS-071");
        }
    }

    private static async Task Conflict(TusCase t)
    {
        var content = t.Content(10);
        var created = await t.CreateAsync(t.PostWith(10, content.AsMemory(0, 4)));
        t.Status("POST with the first four bytes", created, [201], "TUS-080");
        if (created.Status != 201 || t.Location(created) is not { } url)
        {
            return;
        }

        var upload = new Upload(url, content);
        var offset = await t.OffsetAsync(upload.Url);
        if (offset == 0)
        {
            t.Checks.Observe("Bytes of the creation", "none was stored, so offset 0 is correct", "TUS-031", "TUS-032");
            return;
        }

        t.Status("PATCH at offset 0 after a creation with bytes", await t.PatchAsync(upload, 0, upload.From(0, 4)), [409], "TUS-031");
        await t.OffsetIsAsync("after it", upload, offset, "TUS-032");
    }

    private static async Task KeptConnection(TusCase t)
    {
        await using var connection = await t.Context.ConnectAsync(t.Endpoint);
        var created = await connection.ExchangeAsync(t.PostWith(5, t.Content(5)), t.Patience, t.Cancellation);
        t.Status("POST with bytes", created, [201], "TUS-080");
        if (created.Status != 201 || t.Location(created) is not { } url)
        {
            return;
        }

        t.Remember(created);
        if (created.Response!.Closes || url.Authority != t.Endpoint.Authority)
        {
            t.Checks.Observe("Connection after the creation", "closed after the response");
            await t.OffsetIsAsync("on another connection", new Upload(url, []), created.Number("Upload-Offset") ?? 5, "TUS-092");
            return;
        }

        var head = await connection.ExchangeAsync(t.Request("HEAD", url), t.Patience, t.Cancellation);
        if (TusCase.IsGone(head))
        {
            t.Checks.Observe("Connection after the creation", "closed by the server without Connection: close", "TUS-092");
            return;
        }

        t.Field("HEAD on the same connection", head, "Upload-Offset", created.Number("Upload-Offset") ?? 5, "TUS-092");
        t.Checks.Observe("Connection after the creation", "kept");
    }

    private static async Task ExpectGood(TusCase t)
    {
        var request = t.PostWith(5, t.Content(5)).With("Expect", "100-continue");
        await using var connection = await t.Context.ConnectAsync(t.Endpoint);
        await connection.SendHeadAsync(request, t.Cancellation);

        // RFC 9110, 10.1.1: a client must not wait for ever; a second is curl's own patience.
        var goAhead = await connection.ReadInterimAsync(TimeSpan.FromSeconds(1), t.Cancellation);
        t.Checks.Observe("100 (Continue) to a correct creation", goAhead?.ToString() ?? "none within 1 s", "A-20");
        await connection.SendBodyAsync(request, t.Cancellation);
        var created = await connection.ReadAsync("POST", t.Patience, t.Cancellation);
        t.Status("POST with Expect: 100-continue", created, [201], "TUS-080");
        if (created.Status == 201 && t.Location(created) is { } url)
        {
            t.Remember(created);
            await t.OffsetIsAsync("after it", new Upload(url, []), created.Number("Upload-Offset") ?? 5, "TUS-092");
        }
    }
}
