using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in reading the list of parts of a final upload.</summary>
internal static class PartNameDefects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "concatenation/words-without-case",
            Breaks = "The words partial and final are compared without case.",
            Kills = ["tus/concatenation/malformed", "tus/concatenation/partial-malformed"],
            Break = BrokenConcat.Value(value => value.Equals("partial", StringComparison.OrdinalIgnoreCase) ? "partial"
                : value.StartsWith("final;", StringComparison.OrdinalIgnoreCase) ? "final;" + value["final;".Length..] : value),
        },
        new()
        {
            Name = "concatenation/partial-by-prefix",
            Breaks = "Any value of Upload-Concat that begins with partial makes a partial upload.",
            Kills = ["tus/concatenation/partial-malformed"],
            Break = BrokenConcat.Value(value => value.StartsWith("partial", StringComparison.Ordinal) ? "partial" : value),
        },
        new()
        {
            Name = "concatenation/any-separator",
            Breaks = "Any character between final and its parts counts as the semicolon.",
            Kills = ["tus/concatenation/final-malformed"],
            Break = BrokenConcat.Value(
                value => value.Length > 6 && value.StartsWith("final", StringComparison.Ordinal) ? "final;" + value[6..] : value),
        },
        new()
        {
            Name = "concatenation/commas-between-parts",
            Breaks = "Parts may be separated by commas.",
            Kills = ["tus/concatenation/final-malformed"],
            Break = BrokenConcat.Names(names => names.SelectMany(name => name.Split(','))),
        },
        new()
        {
            Name = "concatenation/field-cut-off",
            Breaks = "Only the first 4096 bytes of Upload-Concat are kept.",
            Kills = ["tus/concatenation/many-parts"],
            Break = BrokenConcat.Value(value => value.Length <= 4096 ? value : value[..value.LastIndexOf(' ', 4096)]),
        },
        new()
        {
            Name = "concatenation/absolute-urls-lost",
            Breaks = "When parts are named by absolute URLs, only the first one is used.",
            Kills = ["tus/concatenation/absolute-urls", "tus/concatenation/final", "tus/concatenation/two-finals"],
            MayKill = ["tus/concatenation/**", "tus/concatenation-unfinished/**"],
            Break = Repeated(name => name.StartsWith("http", StringComparison.Ordinal)),
        },
        new()
        {
            Name = "concatenation/absolute-paths-lost",
            Breaks = "When parts are named by paths, only the first one is used.",
            Kills = ["tus/concatenation/absolute-paths", "tus/concatenation/echo"],
            MayKill = ["tus/concatenation/traversal"],
            Break = Repeated(name => name.StartsWith('/')),
        },
        new()
        {
            Name = "concatenation/relative-paths-lost",
            Breaks = "When parts are named relative to the creation URL, only the first one is used.",
            Kills = ["tus/concatenation/relative-paths"],
            Break = Repeated(name => !name.StartsWith('/') && !name.Contains(':', StringComparison.Ordinal)),
        },
        new()
        {
            Name = "concatenation/foreign-hosts-skipped",
            Breaks = "Parts on other hosts are left out of the final.",
            Kills = ["tus/concatenation/foreign-host", "tus/concatenation/other-schemes"],
            Break = Skipped(name => name.Contains("holdfast.invalid", StringComparison.Ordinal)),
        },
        new()
        {
            Name = "concatenation/other-schemes-skipped",
            Breaks = "Parts whose URL has another scheme than http are left out of the final.",
            Kills = ["tus/concatenation/other-schemes"],
            Break = Skipped(name => name.Contains(':', StringComparison.Ordinal) && !name.StartsWith("http", StringComparison.Ordinal)),
        },
        new()
        {
            Name = "concatenation/strange-names-skipped",
            Breaks = "Parts whose name has dots or percent signs are left out of the final.",
            Kills = ["tus/concatenation/traversal"],
            MayKill = ["tus/concatenation/other-schemes", "tus/concatenation/foreign-host"],
            Break = Skipped(
                name => BrokenConcat.IdOf(name).AsSpan().IndexOfAny('.', '%') >= 0 || name.Contains("..", StringComparison.Ordinal)),
        },
        new()
        {
            Name = "concatenation/unknown-parts-skipped",
            Breaks = "Parts that do not exist are left out of the final.",
            Kills = ["tus/concatenation/unknown-part", "tus/concatenation/deleted-part", "tus/concatenation/traversal",
                "tus/concatenation/other-schemes", "tus/concatenation/foreign-host"],
            MayKill = ["tus/concatenation/deleted-meanwhile", "tus/concatenation/final-malformed"],
            Break = ByInfo(upload => upload is not null),
        },
        new()
        {
            Name = "concatenation/ordinary-parts-skipped",
            Breaks = "Uploads that are no partials are left out of the final.",
            Kills = ["tus/concatenation/ordinary-part", "tus/concatenation/final-as-part"],
            Break = ByInfo(upload => upload is null or { IsPartial: true }),
        },
        new()
        {
            Name = "concatenation/empty-parts-crash",
            Breaks = "A part without bytes ends the creation of the final in 500.",
            Kills = ["tus/concatenation/empty-part", "tus/concatenation/only-empty-parts"],
            Break = Crashing(upload => upload is { Length: 0 }),
        },
        new()
        {
            Name = "concatenation/finals-as-parts-crash",
            Breaks = "A final among the parts ends the creation in 500.",
            Kills = ["tus/concatenation/final-as-part"],
            Break = Crashing(upload => upload is { IsFinal: true }),
        },
    ];

    // Every later part of this kind is replaced by the first one.
    private static Break Repeated(Func<string, bool> isMeant) =>
        BrokenConcat.Names(names => names.Select(name => isMeant(name) ? names.First(isMeant) : name));

    private static Break Skipped(Func<string, bool> isMeant) => BrokenConcat.Names(names => names.Where(name => !isMeant(name)));

    private static Break ByInfo(Func<UploadInfo?, bool> isTaken) => Broken.Exchange(async (context, next, store) =>
    {
        var taken = new List<string>();
        foreach (var name in BrokenConcat.NamesOf(context.Request))
        {
            if (isTaken(await store.GetInfoAsync(BrokenConcat.IdOf(name), CancellationToken.None)))
            {
                taken.Add(name);
            }
        }

        if (taken.Count > 0)
        {
            context.Request.Headers["Upload-Concat"] = $"final;{string.Join(' ', taken)}";
        }

        await next(context);
    });

    private static Break Crashing(Func<UploadInfo?, bool> isMeant) => Broken.Exchange(async (context, next, store) =>
    {
        foreach (var name in BrokenConcat.NamesOf(context.Request))
        {
            if (isMeant(await store.GetInfoAsync(BrokenConcat.IdOf(name), CancellationToken.None)))
            {
                BrokenAnswer.Say(context, StatusCodes.Status500InternalServerError);
                return;
            }
        }

        await next(context);
    });
}
