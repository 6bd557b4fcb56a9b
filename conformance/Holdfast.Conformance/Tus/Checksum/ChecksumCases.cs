using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Tus.Checksum;

/// <summary>tus 1.0.0, Checksum.</summary>
internal static class ChecksumCases
{
    private static readonly string[] Needed = ["creation", "checksum"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/checksum/algorithms",
            Title = "OPTIONS lists the checksum algorithms, sha1 among them",
            Does = "Sends OPTIONS and parses Tus-Checksum-Algorithm.",
            Must = "The field is a comma-separated list of lower-case names that contains sha1.",
            Why = "A client chooses its algorithm from this list before it computes the checksum of a gigabyte.",
            Judges = ["TUS-116", "TUS-117", "TUS-115", "TUS-114", "TUS-106"],
            Needs = Needed,
            Run = TusCases.Run(Algorithms),
        },
        new()
        {
            Id = "tus/checksum/match",
            Title = "A body that matches its checksum is accepted, for every announced algorithm",
            Does = "For each announced algorithm, uploads two halves, each with its own correct checksum.",
            Must = "204 each time: the checksum covers the body of that one PATCH, not the file.",
            Why = "An announced algorithm that does not work stops every client that chooses it.",
            Judges = ["TUS-111", "TUS-114", "TUS-108", "TUS-117", "TUS-038"],
            Needs = Needed,
            Run = TusCases.Run(Match),
        },
        new()
        {
            Id = "tus/checksum/mismatch",
            Title = "A body that does not match its checksum is discarded",
            Does = "For each announced algorithm, sends a PATCH with one changed byte, sends HEAD, then sends the correct bytes.",
            Must = "The PATCH is refused (usually 460) and the offset does not change; the correct bytes are then accepted, and the "
                + "content is correct.",
            Why = "This is the purpose of checksums: a bit that flipped on the way must not become part of the file.",
            Judges = ["TUS-108", "TUS-110", "TUS-112", "TUS-113", "TUS-036"],
            Needs = Needed,
            Run = TusCases.Run(Mismatch),
        },
        new()
        {
            Id = "tus/checksum/unknown-algorithm",
            Title = "An unknown algorithm is refused and no byte is stored",
            Does = "Sends a PATCH with Upload-Checksum: holdfast AAAA.",
            Must = "The PATCH is refused (usually with 400), and the offset does not change.",
            Why = "A server that ignores an unknown algorithm stores bytes that were never verified.",
            Judges = ["TUS-109", "TUS-112", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(UnknownAlgorithm),
        },
        new()
        {
            Id = "tus/checksum/malformed",
            Title = "A malformed checksum is refused and no byte is stored",
            Does = "Sends PATCHes whose Upload-Checksum has no digest, a hexadecimal digest, invalid Base64, and digests of 19 and 21 "
                + "bytes.",
            Must = "A 4xx each time, never 204, and the offset does not change.",
            Why = "A checksum that cannot be parsed cannot be verified.",
            Judges = ["A-58", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(Malformed),
        },
        new()
        {
            Id = "tus/checksum/cut",
            Title = "A body with a checksum that is cut is discarded completely",
            Does = "Sends half of a PATCH with a checksum over a link that closes there, sends HEAD, then sends the whole chunk again.",
            Must = "The offset is where the chunk began, and the whole chunk is then accepted.",
            Why = "Half a chunk cannot be verified, so a server that keeps it stores unverified bytes.",
            Judges = ["A-56", "TUS-113", "TUS-038"],
            Needs = Needed,
            Run = TusCases.Run(Cut),
        },
        new()
        {
            Id = "tus/checksum/creation",
            Title = "A creation stores no byte of a body that does not match its checksum",
            Does = "Sends POST with five bytes and a checksum of other bytes.",
            Must = "460 or 400, or 201 with offset 0; never 201 with the bytes stored.",
            Why = "A corrupted first chunk damages the file like any other.",
            Judges = ["A-17", "TUS-156"],
            Needs = [.. Needed, "creation-with-upload"],
            Run = TusCases.Run(Creation),
        },
    ];

    private static async Task Algorithms(TusCase t)
    {
        var answer = await t.SendAsync(t.Request("OPTIONS", t.Endpoint), t.Endpoint);
        if (!t.Status("OPTIONS on the creation URL", answer, [200, 204], "TUS-106"))
        {
            return;
        }

        var value = TusCase.Quoted(answer["Tus-Checksum-Algorithm"]);
        var names = answer.Response!.Fields.List("Tus-Checksum-Algorithm");
        t.Checks.Judge("Tus-Checksum-Algorithm of OPTIONS", "present", value, names.Count > 0, "TUS-116");
        t.Checks.Judge("Algorithms", "contain sha1", value, names.Contains("sha1"), "TUS-114");
        t.Checks.Judge("Names", "ASCII without upper case or spaces", value, names.All(IsName), "TUS-115", "TUS-117");
    }

    private static bool IsName(string name) => name.All(letter => letter is > ' ' and < (char)0x7f && !char.IsAsciiLetterUpper(letter));

    private static IEnumerable<string> Announced(TusCase t)
    {
        foreach (var name in t.Context.Capabilities.ChecksumAlgorithms.DefaultIfEmpty("sha1"))
        {
            if (Digests.Of(name, []) is null)
            {
                t.Checks.Observe($"Algorithm '{name}'", "announced, but unknown to this suite", "TUS-117");
            }
            else
            {
                yield return name;
            }
        }
    }

    private static async Task Match(TusCase t)
    {
        foreach (var algorithm in Announced(t))
        {
            var chunk = t.Chunk(1000);
            var upload = await t.NewUploadAsync(2 * chunk);
            foreach (var offset in new[] { 0, chunk })
            {
                var part = upload.From(offset, chunk);
                var answer = await t.SendAsync(
                    t.Patch(upload, offset, part).With("Upload-Checksum", Digests.Field(algorithm, part.Span)), upload.Url);
                t.Status($"PATCH at {offset} with the correct {algorithm}", answer, [204],
                    algorithm == "sha1" ? ["TUS-111", "TUS-114", "TUS-108"] : ["TUS-111", "TUS-117", "TUS-108"]);
            }

            await t.ContentIsAsync(upload, "TUS-038");
        }
    }

    private static async Task Mismatch(TusCase t)
    {
        foreach (var algorithm in Announced(t))
        {
            var upload = await t.NewUploadAsync(1000);
            var sum = Digests.Field(algorithm, upload.Content);
            var spoiled = upload.Content.ToArray();
            spoiled[500] ^= 1;
            var bad = await t.SendAsync(t.Patch(upload, 0, spoiled).With("Upload-Checksum", sum), upload.Url);
            t.Checks.Observe($"Status of PATCH with a wrong {algorithm}", bad.Outcome, "TUS-110");
            if (!await t.UnchangedAsync($"PATCH with a wrong {algorithm}", bad, upload, 0, ["TUS-113", "TUS-112"], ["TUS-108"]))
            {
                continue;
            }

            var good = await t.SendAsync(t.Patch(upload, 0, upload.From(0)).With("Upload-Checksum", sum), upload.Url);
            if (t.Succeeded($"PATCH of the correct bytes after a wrong {algorithm}", good, [204], "TUS-036"))
            {
                await t.ContentIsAsync(upload, "TUS-112");
            }
        }
    }

    private static async Task UnknownAlgorithm(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        var answer = await t.SendAsync(t.Patch(upload, 0, upload.From(0)).With("Upload-Checksum", "holdfast AAAA"), upload.Url);
        t.Refused("PATCH with an unknown algorithm", answer, "TUS-112");
        t.Checks.Observe("Status of PATCH with an unknown algorithm", answer.Outcome, "TUS-109");
        await t.OffsetIsAsync("after it", upload, 0, "TUS-113");
    }

    private static async Task Malformed(TusCase t)
    {
        var upload = await t.NewUploadAsync(100);
        var digest = Digests.Of("sha1", upload.Content)!;
        foreach (var value in new[]
        {
            "sha1", "sha1 ", $"sha1 {Convert.ToHexStringLower(digest)}", "sha1 ***",
            $"sha1 {Convert.ToBase64String(digest[..19])}", $"sha1 {Convert.ToBase64String([.. digest, 0])}",
        })
        {
            var answer = await t.SendAsync(t.Patch(upload, 0, upload.From(0)).With("Upload-Checksum", value), upload.Url);
            if (!await t.UnchangedAsync($"PATCH with Upload-Checksum '{value}'", answer, upload, 0, ["TUS-113"], ["A-58"]))
            {
                return;
            }
        }
    }

    private static async Task Cut(TusCase t)
    {
        var first = t.Chunk(1000);
        var upload = await t.NewUploadAsync(first + 9000);
        await t.AppendAsync(upload, 0, first);
        var request = t.Patch(upload, first, upload.From(first)).With("Upload-Checksum", Digests.Field("sha1", upload.From(first).Span));
        var cut = await t.SendCutAsync(request, upload.Url, 4000);
        t.Checks.Observe("Response that the client received when its PATCH was cut", cut.Outcome, "A-56");
        var offset = await t.SettledOffsetAsync(upload, now => now == first);
        t.Checks.Judge("Offset after the cut", $"{first}, where the chunk began", $"{offset}", offset == first, "TUS-113", "A-56");
        if (offset == first)
        {
            if (t.Succeeded("the whole chunk again", await t.SendAsync(request, upload.Url), [204], "A-56"))
            {
                await t.ContentIsAsync(upload, "TUS-038");
            }
        }
    }

    private static async Task Creation(TusCase t)
    {
        var content = t.Content(5);
        var created = await t.CreateAsync(t.PostWith(5, content).With("Upload-Checksum", Digests.Field("sha1", "other"u8)));
        t.Checks.Observe("Status of POST with a wrong checksum", created.Outcome, "TUS-156");
        t.Status("POST with a wrong checksum", created, [460, 400, 201], "A-17");
        if (created.Status == 201 && t.Location(created) is { } url)
        {
            await t.OffsetIsAsync("after the wrong checksum", new Upload(url, content), 0, "A-17");
        }
    }
}
