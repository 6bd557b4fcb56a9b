using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;

namespace Holdfast.Conformance.Tus.Creation;

/// <summary>tus 1.0.0, Upload-Metadata.</summary>
internal static class MetadataCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/creation/metadata/echo",
            Title = "HEAD returns the metadata as the client sent it",
            Does = "Creates an upload with a file name, a media type and a custom key, and sends HEAD.",
            Must = "HEAD returns the same pairs, best byte for byte; the form is recorded.",
            Why = "A client that resumes on another machine identifies its file by the metadata.",
            Judges = ["TUS-077", "TUS-056", "TUS-057"],
            Needs = ["creation"],
            Run = TusCases.Run(Echo),
        },
        new()
        {
            Id = "tus/creation/metadata/empty-value",
            Title = "Keys without a value are accepted, with and without the space",
            Does = "Creates uploads with the metadata 'draft' and 'draft ', and sends HEAD.",
            Must = "201, and HEAD returns the key with an empty value.",
            Why = "Four well-known servers crashed on this.",
            Judges = ["TUS-063", "TUS-064", "TUS-077", "A-48"],
            Needs = ["creation"],
            Run = TusCases.Run(EmptyValue),
        },
        new()
        {
            Id = "tus/creation/metadata/octets",
            Title = "Metadata values are preserved byte by byte",
            Does = "Creates an upload whose metadata value has all 256 byte values, which is not valid UTF-8.",
            Must = "HEAD returns the same bytes.",
            Why = "Values are bytes; a server that decodes them as text changes them.",
            Judges = ["A-50-MUST", "A-50", "TUS-076", "TUS-077"],
            Needs = ["creation"],
            Run = TusCases.Run(Bytes),
        },
        new()
        {
            Id = "tus/creation/metadata/plain-keys",
            Title = "Keys that are special in a programming language are ordinary keys",
            Does = "Creates uploads with the keys __proto__, constructor, toString, $where, a.b and a[0], and the pair A and a.",
            Must = "201, and HEAD returns the keys.",
            Why = "A server that stores keys in an object of its language may give them a special meaning.",
            Judges = ["A-49", "TUS-077"],
            Needs = ["creation"],
            Run = TusCases.Run(PlainKeys),
        },
        new()
        {
            Id = "tus/creation/metadata/malformed",
            Title = "Malformed metadata is refused, or preserved completely",
            Does = "Creates uploads with bad Base64, doubled spaces, empty keys, stray commas, a tab, missing padding and doubled keys.",
            Must = "400, or 201 and HEAD returns every pair; never a 5xx, never a silently lost pair.",
            Why = "If a pair is lost silently, a file may lose its name.",
            Judges = ["A-48"],
            Needs = ["creation"],
            Run = TusCases.Run(Malformed),
        },
        new()
        {
            Id = "tus/creation/metadata/stable",
            Title = "HEAD returns the metadata in the same form each time",
            Does = "Creates an upload with eight keys and sends HEAD thirty times.",
            Must = "The same value thirty times.",
            Why = "A random order breaks caches, signatures and comparisons.",
            Judges = ["A-52-MUST", "A-52"],
            Needs = ["creation"],
            Run = TusCases.Run(Stable),
        },
        new()
        {
            Id = "tus/creation/metadata/header-injection",
            Title = "Metadata cannot inject header fields",
            Does = "Creates and finishes an upload whose filename and filetype decode to CR LF and a Set-Cookie line; sends HEAD and GET.",
            Must = "No response has the injected field, and none is split.",
            Why = "A file name must not set cookies for every user who downloads the file.",
            Judges = ["TUS-065", "A-51"],
            Needs = ["creation"],
            Run = TusCases.Run(Injection),
        },
    ];

    private static async Task Echo(TusCase t)
    {
        var metadata = string.Join(",", Metadata.Pair("filename", "słońce z morza.txt"), Metadata.Pair("filetype", "text/plain"),
            Metadata.Pair("holdfast", "run"));
        var upload = await t.NewUploadAsync(5, metadata);
        await MetadataEcho.JudgeAsync(t, upload.Url, "of the new upload", metadata, "TUS-077", "TUS-056", "TUS-057");
    }

    private static async Task EmptyValue(TusCase t)
    {
        foreach (var metadata in new[] { "draft", "draft ", "draft,name bmFtZQ==" })
        {
            var created = await t.CreateAsync(t.Post(5, metadata));
            t.Status($"POST with Upload-Metadata '{metadata}'", created, [201], "TUS-063", "TUS-064", "A-48");
            if (created.Status == 201 && t.Location(created) is { } url)
            {
                await MetadataEcho.JudgeAsync(t, url, "of the new upload", metadata, "TUS-077");
            }
        }
    }

    private static async Task Bytes(TusCase t)
    {
        var metadata = Metadata.Pair("blob", [.. Enumerable.Range(0, 256).Select(value => (byte)value)]);
        var created = await t.CreateAsync(t.Post(5, metadata));
        if (created.Status == 201 && t.Location(created) is { } url)
        {
            await MetadataEcho.JudgeAsync(t, url, "of the new upload", metadata, "A-50-MUST", "TUS-077");
        }
        else if (t.Refused("POST with all bytes in a metadata value", created, "A-50"))
        {
            // tus 1.0.0, Creation: a server may reject an upload for its metadata.
            t.Checks.Observe("POST with all bytes in a metadata value", created.Outcome, "TUS-076");
        }
    }

    private static async Task PlainKeys(TusCase t)
    {
        foreach (var key in new[] { "__proto__", "constructor", "toString", "$where", "a.b", "a[0]" })
        {
            await KeptAsync(t, $"the key '{key}'", Metadata.Pair(key, "x"));
        }

        await KeptAsync(t, "the keys 'A' and 'a'", Metadata.Pair("A", "1") + "," + Metadata.Pair("a", "2"));
    }

    private static async Task KeptAsync(TusCase t, string subject, string metadata)
    {
        var created = await t.CreateAsync(t.Post(5, metadata));
        if (t.Status($"POST with {subject}", created, [201], "A-49") && t.Location(created) is { } url)
        {
            await MetadataEcho.JudgeAsync(t, url, "of the new upload", metadata, "A-49", "TUS-077");
        }
    }

    private static async Task Malformed(TusCase t)
    {
        foreach (var metadata in new[]
        {
            "a ***", "a  YQ==", " YQ==", ",a YQ==", "a YQ==,", ",", "a YQ==, b Yg==", "a\tYQ==", "a YQ", "a YQ===", "a -_8=", "a Y Q==",
            "a YQ==,a Yg==",
        })
        {
            var subject = $"POST with Upload-Metadata '{metadata}'";
            var created = await t.CreateAsync(t.Post(5, metadata));
            t.Status(subject, created, [201, 400], "A-48");
            if (created.Status == 201 && t.Location(created) is { } url)
            {
                if (await MetadataEcho.HeadAsync(t, url, $"after {subject}", "all pairs that were sent", "A-48") is not { } head)
                {
                    continue;
                }

                var echo = Metadata.Echo(metadata.Trim(), head);
                t.Checks.Judge($"Metadata after {subject}", "all pairs that were sent", echo,
                    echo is "byte for byte" or "the same pairs in the same order", "A-48");
            }
        }
    }

    private static async Task Stable(TusCase t)
    {
        var metadata = string.Join(",", Enumerable.Range(1, 8).Select(number => Metadata.Pair($"key{number}", $"value {number}")));
        var upload = await t.NewUploadAsync(5, metadata);
        var values = new HashSet<string>();
        for (var time = 0; time < 30; time++)
        {
            values.Add((await t.HeadAsync(upload.Url))["Upload-Metadata"] ?? "absent");
        }

        t.Checks.Judge("Different values of Upload-Metadata in thirty HEADs", "1", $"{values.Count}", values.Count == 1, "A-52-MUST",
            "A-52");
    }

    private static async Task Injection(TusCase t)
    {
        var evil = "x\r\nSet-Cookie: holdfast=injected\r\n\r\n<script>";
        var created = await t.CreateAsync(t.Post(5, Metadata.Pair("filename", evil) + "," + Metadata.Pair("filetype", "text/html" + evil)));
        if (created.Status != 201 || t.Location(created) is not { } url)
        {
            t.Checks.Observe("POST with CR LF in metadata values", created.Outcome, "TUS-065");
            return;
        }

        await t.SendAsync(t.Patch(url, "0", t.Content(5)), url);
        foreach (var method in new[] { "HEAD", "GET" })
        {
            var answer = await t.SendAsync(t.Request(method, url), url);
            if (answer.Response is null && answer.End != Wire.WireEnd.Garbage)
            {
                t.Checks.Unknown($"Response to {method}", "no Set-Cookie, well formed", answer.Outcome, "TUS-065", "A-51");
                continue;
            }

            t.Checks.Judge(
                $"Fields of {method}", "no Set-Cookie, well formed",
                answer["Set-Cookie"] is { } cookie
                    ? $"Set-Cookie: {cookie}" : answer.Response is { Malformed: [var first, ..] }
                    ? first : answer.Response is null ? answer.Outcome : "no Set-Cookie, well formed",
                answer.Response is { Malformed.Count: 0 } && answer["Set-Cookie"] is null, "TUS-065", "A-51");
        }
    }
}
