using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Core;

/// <summary>tus 1.0.0, PATCH: header fields that are nearly right.</summary>
internal static class PatchHeaderCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/core/patch/media-type-near-miss",
            Title = "Media types that resemble the correct one are refused",
            Does = "Sends PATCHes as application/byte-stream, application/offset+byte-streams and application/x-offset+byte-stream.",
            Must = "415 each time, and the offset does not change.",
            Why = "A server that compares only a part of the name accepts requests of another protocol.",
            Judges = ["TUS-029"],
            Needs = ["creation"],
            Run = TusCases.Run(MediaTypeNearMiss),
        },
        new()
        {
            Id = "tus/core/patch/media-type-twice",
            Title = "Two media types are refused",
            Does = "Sends PATCHes with the lines Content-Type: application/offset+byte-stream and text/plain, in either order, and with "
                + "both on one line.",
            Must = "Refused, and no byte is stored.",
            Why = "Different recipients use different lines.",
            Judges = ["A-11"],
            Needs = ["creation"],
            Run = TusCases.Run(MediaTypeTwice),
        },
        new()
        {
            Id = "tus/core/patch/offset-wraps",
            Title = "Offsets that overflow 32 bits are conflicts",
            Does = "At offset 3 of 10, sends PATCHes with Upload-Offset 4294967299 and 2147483651, which are 2^32 + 3 and 2^31 + 3.",
            Must = "409 each time, and nothing changes.",
            Why = "A server that uses 32 bits overwrites files of more than 4 GiB.",
            Judges = ["TUS-031", "TUS-032"],
            Needs = ["creation"],
            Run = TusCases.Run(OffsetWraps),
        },
        new()
        {
            Id = "tus/core/head/at-once",
            Title = "Many HEADs at the same time get the same offset",
            Does = "Sends sixteen HEADs to one upload at offset 3, all at once.",
            Must = "Each gets offset 3, or a response that the upload is busy.",
            Why = "An application that lists uploads sends many HEADs at once.",
            Judges = ["TUS-021"],
            Needs = ["creation"],
            Run = TusCases.Run(HeadsAtOnce),
        },
        new()
        {
            Id = "tus/core/head/gone-is-not-cached",
            Title = "The response for an unknown upload must not be cached",
            Does = "Sends HEAD for an unknown upload and reads Cache-Control; records it for POST, PATCH and GET.",
            Must = "A 404 or 410, which caches may store by default, has no-store, no-cache or max-age=0.",
            Why = "An upload that was missing for a moment would stay missing in a cache, and the client would start again.",
            Judges = ["A-74"],
            Needs = ["creation"],
            Run = TusCases.Run(GoneIsNotCached),
        },
        new()
        {
            Id = "tus/core/load/creations",
            Title = "200 empty creations do not make the server fail",
            Does = "Creates 200 uploads over eight persistent connections, sends HEAD for one of them, and deletes them all.",
            Must = "201 with a different Location each time, or 429 or 503; HEAD is answered afterwards.",
            Why = "A client that may create uploads may create many, so a server must refuse them rather than fail.",
            Judges = ["A-71"],
            Needs = ["creation", "termination"],
            Takes = TimeSpan.FromSeconds(1.4),
            Run = TusCases.Run(Creations),
        },
    ];

    private static async Task MediaTypeNearMiss(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        foreach (var type in new[] { "application/octet-stream", "application/offset+octet-streams", "application/x-offset+octet-stream" })
        {
            var answer = await t.SendAsync(t.Patch(upload, 0, upload.From(0)).Set("Content-Type", type), upload.Url);
            if (!await t.UnchangedAsync($"PATCH as {type}", answer, upload, 0, ["TUS-029"], ["TUS-029"], 415))
            {
                return;
            }
        }
    }

    private static async Task MediaTypeTwice(TusCase t)
    {
        foreach (var types in new[]
        {
            $"{TusCase.OffsetOctetStream}|text/plain", $"text/plain|{TusCase.OffsetOctetStream}",
            $"{TusCase.OffsetOctetStream}, text/plain",
        })
        {
            var upload = await t.NewUploadAsync(5);
            var request = types.Split('|')
                .Aggregate(t.Patch(upload, 0, upload.From(0)).Without("Content-Type"), (with, type) => with.With("Content-Type", type));
            var subject = $"a PATCH with Content-Type '{types.Replace("|", "' and '", StringComparison.Ordinal)}'";
            t.Rejected(subject, await t.SendAsync(request, upload.Url), "A-11");
            await t.OffsetIsAsync($"after {subject}", upload, 0, "A-11");
        }
    }

    private static async Task OffsetWraps(TusCase t)
    {
        var upload = await t.NewUploadAsync(10);
        await t.AppendAsync(upload, 0, 3);
        foreach (var offset in new[] { "4294967299", "2147483651" })
        {
            var answer = await t.SendAsync(t.Patch(upload.Url, offset, upload.From(3)), upload.Url);
            if (!await t.UnchangedAsync($"PATCH at {offset} of an upload at 3", answer, upload, 3, ["TUS-032"], ["TUS-031"], 409))
            {
                return;
            }
        }
    }

    private static async Task HeadsAtOnce(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        await t.AppendAsync(upload, 0, 3);
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => t.HeadAsync(upload.Url)));
        var told = answers.Where(answer => !answer.Is(423, 429, 503))
            .Select(answer => $"{answer.Outcome} with offset {answer["Upload-Offset"]}").Distinct().ToList();
        var right = answers.All(answer => answer.Is(423, 429, 503) || (answer.IsSuccess && answer["Upload-Offset"] == "3"));
        t.Checks.Judge("Sixteen HEADs at once", "offset 3, or busy, each time", string.Join("; ", told), right, "TUS-021");
        t.Checks.Observe("HEADs that got a busy status", $"{answers.Count(answer => answer.Is(423, 429, 503))} of 16", "TUS-021");
    }

    private static async Task GoneIsNotCached(TusCase t)
    {
        var created = await t.CreateAsync(t.Post(5));
        t.Checks.Observe("Cache-Control of POST", TusCase.Quoted(created["Cache-Control"]), "A-74");
        var upload = await t.NewUploadAsync(5);
        var patched = await t.PatchAsync(upload, 0, upload.From(0));
        t.Checks.Observe("Cache-Control of PATCH", TusCase.Quoted(patched["Cache-Control"]), "A-74");
        t.Checks.Observe(
            "Cache-Control of GET", TusCase.Quoted((await t.SendAsync(t.Request("GET", upload.Url), upload.Url))["Cache-Control"]), "A-74");
        var head = await t.HeadAsync(TusCase.Unknown(upload));
        if (head.Is(404, 410))
        {
            var directives = head.Response!.Fields.List("Cache-Control");
            var fresh = directives.Any(directive => directive.ToLowerInvariant() is "no-store" or "no-cache" or "max-age=0");
            t.Checks.Judge($"Cache-Control of the {head.Status} of an unknown upload", "no-store, no-cache or max-age=0",
                TusCase.Quoted(head["Cache-Control"]), fresh, "A-74");
        }
    }

    private static async Task Creations(TusCase t)
    {
        var locations = new System.Collections.Concurrent.ConcurrentBag<string>();
        var others = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            var connection = await t.Context.ConnectAsync(t.Endpoint);
            for (var time = 0; time < 25; time++)
            {
                var created = await t.SendAsync(t.Post(5), connection);
                if (created.Response is not { Closes: false })
                {
                    await connection.DisposeAsync();
                    connection = await t.Context.ConnectAsync(t.Endpoint);
                }

                if (created is { Status: 201 } && created["Location"] is { } location)
                {
                    locations.Add(location);
                }
                else if (!created.Is(429, 503) && !TusCase.IsGone(created))
                {
                    others.Add(created.Outcome);
                }
            }

            await connection.DisposeAsync();
        }));
        t.Checks.Observe("Uploads created", $"{locations.Count} of 200", "A-71");
        t.Checks.Judge("Responses to 200 creations", "201, 429 or 503",
            others.IsEmpty ? "201, 429 or 503" : string.Join(", ", others.Distinct()), others.IsEmpty, "A-71");
        t.Checks.Judge("Locations", "a different one each time", $"{locations.Distinct().Count()} of {locations.Count} distinct",
            locations.Distinct().Count() == locations.Count, "A-71");
        var upload = await t.NewUploadAsync(5);
        t.Status("HEAD afterwards", await t.HeadAsync(upload.Url), [200, 204], "A-71");
    }
}
