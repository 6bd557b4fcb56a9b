using System.Text;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Creation;

/// <summary>
/// tus 1.0.0, Upload-Metadata: the grammar applies to both sides. A server may accept invalid metadata, but what it returns to HEAD must be
/// valid.
/// </summary>
internal static class MetadataGrammarCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/creation/metadata/not-base64",
            Title = "A value that is not Base64 is not returned",
            Does = "Creates uploads with the values ***, Y, Y=Q= and YQ==YQ==, and sends HEAD where one is made.",
            Must = "A 4xx, or HEAD returns an Upload-Metadata whose values are Base64.",
            Why = "A strict client ignores the whole field if one value cannot be decoded.",
            Judges = ["TUS-061"],
            Needs = ["creation"],
            Run = TusCases.Run(NotBase64),
        },
        new()
        {
            Id = "tus/creation/metadata/duplicate-keys",
            Title = "HEAD never returns a key twice",
            Does = "Creates uploads whose metadata has the key a twice: side by side, once without a value, and apart.",
            Must = "A 4xx, or HEAD returns an Upload-Metadata with unique keys.",
            Why = "Different clients use different values: one file gets two names.",
            Judges = ["TUS-062"],
            Needs = ["creation"],
            Run = TusCases.Run(DuplicateKeys),
        },
        new()
        {
            Id = "tus/creation/metadata/separator",
            Title = "Exactly one space separates a key from its value",
            Does = "Creates uploads with two spaces, a tab, a space inside the value and a space inside the key.",
            Must = "A 4xx, or HEAD returns pairs with the values that were sent.",
            Why = "A server that splits at every space finds an empty value instead of the file's name.",
            Judges = ["TUS-057", "TUS-058"],
            Needs = ["creation"],
            Run = TusCases.Run(Separator),
        },
        new()
        {
            Id = "tus/creation/metadata/empty-pair",
            Title = "An empty pair does not remove other pairs",
            Does = "Creates uploads with an empty pair between two pairs, and before them.",
            Must = "A 4xx, or HEAD returns both pairs.",
            Why = "A parser that stops at the first invalid pair loses the rest.",
            Judges = ["TUS-059"],
            Needs = ["creation"],
            Run = TusCases.Run(EmptyPair),
        },
        new()
        {
            Id = "tus/creation/metadata/non-ascii-key",
            Title = "A key outside ASCII is refused, or returned unchanged",
            Does = "Creates an upload with the key źródło in UTF-8, between two plain keys.",
            Must = "A 4xx, or HEAD returns the same pairs.",
            Why = "One existing server accepts such a key and then returns no metadata at all.",
            Judges = ["TUS-060"],
            Needs = ["creation"],
            Run = TusCases.Run(NonAsciiKey),
        },
        new()
        {
            Id = "tus/creation/metadata/two-lines",
            Title = "Two Upload-Metadata lines are refused, or both are used",
            Does = "Creates an upload with the lines 'a YQ==' and 'b Yg=='.",
            Must = "400, or HEAD returns both pairs; never a silently lost pair.",
            Why = "HTTP allows proxies to split and join lines, so the second line counts, too.",
            Judges = ["A-48"],
            Needs = ["creation"],
            Run = TusCases.Run(TwoLines),
        },
        new()
        {
            Id = "tus/creation/metadata/empty-field",
            Title = "Without metadata HEAD has no Upload-Metadata",
            Does = "Creates an upload without metadata and one with an empty Upload-Metadata, and sends HEAD.",
            Must = "HEAD never has an empty Upload-Metadata; the empty field is accepted or gets 400.",
            Why = "The field has at least one pair; some parsers read an empty field as an empty key.",
            Judges = ["A-48", "TUS-056"],
            Needs = ["creation"],
            Run = TusCases.Run(EmptyField),
        },
    ];

    private static async Task NotBase64(TusCase t)
    {
        foreach (var value in new[] { "***", "Y", "Y=Q=", "YQ==YQ==" })
        {
            await RefusedOrAsync(
                t, $"a {value}", "values in Base64, or none", shown => shown is null || Metadata.Read(shown) is not null, "TUS-061");
        }
    }

    private static async Task DuplicateKeys(TusCase t)
    {
        foreach (var metadata in new[] { "a YQ==,a Yg==", "a,a YQ==", "a YQ==,b Yg==,a Yw==" })
        {
            await RefusedOrAsync(t, metadata, "unique keys", HasUniqueKeys, "TUS-062");
        }
    }

    private static async Task Separator(TusCase t)
    {
        foreach (var (metadata, requirement) in new[]
        {
            ("a  YQ==", "TUS-057"), ("a\tYQ==", "TUS-057"), ("a Y Q==", "TUS-057"), ("a b YQ==", "TUS-058"),
        })
        {
            await RefusedOrAsync(
                t, metadata, "what was sent, or no metadata", shown => shown is null || SaysNothingElse(metadata, shown), requirement);
        }
    }

    private static async Task EmptyPair(TusCase t)
    {
        foreach (var metadata in new[] { "a YQ==,,b Yg==", ",a YQ==,b Yg==" })
        {
            await RefusedOrAsync(t, metadata, "both pairs", shown => HasPairs(shown, "a=61", "b=62"), "TUS-059");
        }
    }

    private static async Task NonAsciiKey(TusCase t)
    {
        // A wire character is a byte.
        var key = Encoding.Latin1.GetString("źródło"u8);
        await RefusedOrAsync(
            t, $"a YQ==,{key} Yg==,c Yw==", "all three pairs", shown => HasPairs(shown, "a=61", $"{key}=62", "c=63"), "TUS-060");
    }

    private static async Task TwoLines(TusCase t)
    {
        var created = await t.CreateAsync(t.Post(5, "a YQ==").With("Upload-Metadata", "b Yg=="));
        t.Status("POST with two Upload-Metadata lines", created, [201, 400], "A-48");
        if (created.Status == 201 && t.Location(created) is { } url
            && await MetadataEcho.HeadAsync(t, url, "after it", "both pairs", "A-48") is { } head)
        {
            var shown = head["Upload-Metadata"];
            t.Checks.Judge("Upload-Metadata of HEAD", "both pairs", TusCase.Quoted(shown), HasPairs(shown, "a=61", "b=62"), "A-48");
        }
    }

    private static async Task EmptyField(TusCase t)
    {
        var plain = await t.CreateAsync(t.Post(5));
        t.Created("Creating an upload", plain, []);
        await NotEmptyAsync(t, "without metadata", plain);
        var created = await t.CreateAsync(t.Post(5, ""));
        t.Status("POST with an empty Upload-Metadata", created, [201, 400], "A-48");
        await NotEmptyAsync(t, "after an empty one", created);
    }

    private static async Task NotEmptyAsync(TusCase t, string when, Exchange created)
    {
        if (created.Status == 201 && t.Location(created) is { } url
            && await MetadataEcho.HeadAsync(t, url, when, "not an empty field", "TUS-056") is { } head)
        {
            var shown = head["Upload-Metadata"];
            t.Checks.Judge($"Upload-Metadata of HEAD {when}", "not an empty field", TusCase.Quoted(shown), shown is not "", "TUS-056");
        }
    }

    private static async Task RefusedOrAsync(TusCase t, string metadata, string expected, Func<string?, bool> isSound, string requirement)
    {
        var subject = $"POST with Upload-Metadata '{metadata}'";
        var created = await t.CreateAsync(t.Post(5, metadata));
        if (created.Status != 201 || t.Location(created) is not { } url)
        {
            t.Refused(subject, created, requirement);
            return;
        }

        if (await MetadataEcho.HeadAsync(t, url, $"after {subject}", expected, requirement) is { } head)
        {
            var shown = head["Upload-Metadata"];
            t.Checks.Judge($"Upload-Metadata of HEAD after {subject}", expected, TusCase.Quoted(shown), isSound(shown), requirement);
        }
    }

    private static bool HasUniqueKeys(string? shown)
    {
        var keys = shown?.Split(',').Select(pair => pair.Trim(' ').Split(' ')[0]).ToList() ?? [];
        return keys.Distinct().Count() == keys.Count;
    }

    private static bool SaysNothingElse(string sent, string shown) =>
        Metadata.Read(shown) is { } pairs && !pairs.Except(Metadata.Meant(sent) ?? []).Any();

    private static bool HasPairs(string? shown, params IReadOnlyList<string> pairs) =>
        shown is not null && Metadata.Meant(shown) is { } meant && pairs.Order().SequenceEqual(meant.Order());
}
