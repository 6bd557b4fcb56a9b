using System.Text;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in reading Upload-Metadata.</summary>
internal static class MetadataDefects
{
    private const string Metadata = "Upload-Metadata";

    // Properties that every JavaScript object has.
    private static readonly string[] Inherited = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"];

    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "metadata/value-demanded",
            Breaks = "A key without a value crashes the server.",
            Kills = ["tus/creation/metadata/empty-value"],
            MayKill = ["tus/creation/metadata/duplicate-keys", "tus/creation/metadata/separator", "tus/creation/metadata/malformed"],
            Break = Broken.Exchange((context, next) => CreationDefects.RefuseAsync(
                context, next, StatusCodes.Status500InternalServerError,
                Pairs(context.Request.Headers[Metadata].ToString())
                    .Any(pair => pair.Length > 0 && !pair.Contains(' ', StringComparison.Ordinal)))),
        },
        new()
        {
            Name = "metadata/keys-without-value-dropped",
            Breaks = "Keys without a value are silently left out.",
            Kills = ["tus/creation/metadata/empty-value"],
            MayKill = ["tus/creation/metadata/malformed"],
            Break = Kept(pair => pair.Contains(' ', StringComparison.Ordinal) || pair.Length == 0),
        },
        new()
        {
            Name = "metadata/inherited-names",
            Breaks = "Keys that every JavaScript object has, such as constructor, count as duplicates.",
            Kills = ["tus/creation/metadata/plain-keys"],
            Break = Broken.Exchange((context, next) => CreationDefects.RefuseAsync(
                context, next, StatusCodes.Status400BadRequest,
                Pairs(context.Request.Headers[Metadata].ToString()).Any(pair => Inherited.Contains(KeyOf(pair))))),
        },
        new()
        {
            Name = "metadata/keys-without-case",
            Breaks = "When two keys differ only in letter case, the last one remains.",
            Kills = ["tus/creation/metadata/plain-keys"],
            Violates = ["TUS-077"],
            MayKill = ["tus/creation/metadata/malformed"],
            Break = Read(
                text => string.Join(',', Pairs(text).GroupBy(KeyOf, StringComparer.OrdinalIgnoreCase).Select(same => same.Last()))),
        },
        new()
        {
            Name = "metadata/bad-base64-dropped",
            Breaks = "A pair whose value is not Base64 is silently left out.",
            Kills = ["tus/creation/metadata/malformed"],
            Break = Kept(pair => ValueOf(pair) is not { } value || Convert.TryFromBase64String(value, new byte[value.Length], out _)),
        },
        new()
        {
            Name = "metadata/duplicates-last-wins",
            Breaks = "When a key occurs twice, the last one silently wins.",
            Kills = ["tus/creation/metadata/malformed"],
            Break = Read(text => string.Join(',', Pairs(text).GroupBy(KeyOf).Select(same => same.Last()))),
        },
        new()
        {
            Name = "metadata/split-at-each-space",
            Breaks = "A pair is split at each space and its second part taken, so two spaces make an empty value.",
            Kills = ["tus/creation/metadata/separator"],
            MayKill = ["tus/creation/metadata/malformed"],
            Break = Read(text => string.Join(',', Pairs(text).Select(pair => string.Join(' ', pair.Split(' ').Take(2))))),
        },
        new()
        {
            Name = "metadata/stops-at-empty-pair",
            Breaks = "Reading stops at the first empty pair.",
            Kills = ["tus/creation/metadata/empty-pair"],
            MayKill = ["tus/creation/metadata/malformed"],
            Break = Read(text => string.Join(',', Pairs(text).TakeWhile(pair => pair.Length > 0))),
        },
        new()
        {
            Name = "metadata/non-ascii-dropped",
            Breaks = "Pairs whose key is not ASCII are silently left out.",
            Kills = ["tus/creation/metadata/non-ascii-key"],
            Break = Kept(pair => pair.All(char.IsAscii)),
        },
        new()
        {
            Name = "metadata/second-line-ignored",
            Breaks = "When there are two Upload-Metadata lines, only the first counts.",
            Kills = ["tus/creation/metadata/two-lines"],
            Break = Broken.Request(request =>
            {
                if (request.Headers[Metadata] is { Count: > 1 } lines)
                {
                    request.Headers[Metadata] = lines[0];
                }
            }),
        },
        new()
        {
            Name = "metadata/hundred-pairs",
            Breaks = "Pairs after the hundredth are silently left out.",
            Kills = ["tus/creation/metadata/many-keys"],
            Violates = ["TUS-077"],
            Break = Read(text => string.Join(',', Pairs(text).Take(100))),
        },
        new()
        {
            Name = "metadata/value-cut",
            Breaks = "Values are cut at 4,096 Base64 digits, as by a database column.",
            Kills = ["tus/creation/metadata/long-value"],
            Violates = ["TUS-077"],
            MayKill = ["tus/wire/field/large-metadata"],
            Break = Read(text => string.Join(
                ',', Pairs(text).Select(pair => ValueOf(pair) is { Length: > 4096 } value ? $"{KeyOf(pair)} {value[..4096]}" : pair))),
        },
        new()
        {
            Name = "metadata/key-cut",
            Breaks = "Keys are cut at 255 characters, and of keys that become equal the last one remains.",
            Kills = ["tus/creation/metadata/long-key"],
            MayKill = ["tus/creation/metadata/malformed"],
            Break = Read(text => string.Join(',', Pairs(text).Select(Shortened).GroupBy(KeyOf).Select(same => same.Last()))),
        },
        new()
        {
            Name = "metadata/trimmed",
            Breaks = "NUL and white space at the end of a value are removed.",
            Kills = ["tus/creation/metadata/odd-values"],
            Break = Read(text => string.Join(',', Pairs(text).Select(Trimmed))),
        },
        new()
        {
            Name = "metadata/not-looked-at",
            Breaks = "The field is kept and repeated unparsed, whatever is in it.",
            Kills = ["tus/creation/metadata/not-base64", "tus/creation/metadata/duplicate-keys", "tus/creation/metadata/separator",
                "tus/creation/metadata/empty-field"],
            Break = Broken.Both(
                Read(text => text.All(letter => letter is >= ' ' and <= '~')
                    ? $"raw {Convert.ToBase64String(Encoding.ASCII.GetBytes(text))}" : text),
                Broken.Head(headers =>
                {
                    if (headers[Metadata].ToString() is ['r', 'a', 'w', ' ', .. var raw])
                    {
                        headers[Metadata] = Encoding.ASCII.GetString(Convert.FromBase64String(raw));
                    }
                })),
        },
    ];

    private static Break Read(Func<string, string> read) => Broken.Request(request =>
    {
        if (HttpMethods.IsPost(request.Method) && request.Headers[Metadata] is { Count: 1 } lines)
        {
            request.Headers[Metadata] = read(lines.ToString());
        }
    });

    // Without a pair the field is removed.
    private static Break Kept(Func<string, bool> isKept) => Broken.CreationField(
        Metadata, text => string.Join(',', Pairs(text).Where(isKept)) is var kept && (kept.Length > 0 || text.Length == 0) ? kept : null);

    private static string[] Pairs(string text) => text.Split(',');

    private static string KeyOf(string pair) => pair.Split(' ')[0];

    private static string? ValueOf(string pair) => pair.Split(' ', 2).ElementAtOrDefault(1);

    private static string Shortened(string pair) => KeyOf(pair) is { Length: > 255 } key ? key[..255] + pair[key.Length..] : pair;

    private static string Trimmed(string pair)
    {
        var bytes = new byte[pair.Length];
        return ValueOf(pair) is { } value && Convert.TryFromBase64String(value, bytes, out var length)
            ? $"{KeyOf(pair)} {Convert.ToBase64String(bytes.AsSpan(0, length).TrimEnd(" \r\n\t\0"u8))}"
            : pair;
    }
}
