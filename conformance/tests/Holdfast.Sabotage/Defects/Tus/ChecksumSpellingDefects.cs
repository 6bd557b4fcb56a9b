using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in reading <c>Upload-Checksum</c>.</summary>
internal static class ChecksumSpellingDefects
{
    private const string Field = "Upload-Checksum";

    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "checksum/upper-case-skipped",
            Breaks = "An algorithm in upper case is not recognised, and the body is stored unverified.",
            Kills = ["tus/checksum/upper-case"],
            Break = Skipped(value => char.IsAsciiLetterUpper(value[0])),
        },
        new()
        {
            Name = "checksum/blanks-skipped",
            Breaks = "A checksum after two spaces or a tab is not recognised, and the body is stored unverified.",
            Kills = ["tus/checksum/blanks"],
            Break = Skipped(value => value.Contains("  ", StringComparison.Ordinal) || value.Contains('\t', StringComparison.Ordinal)),
        },
        new()
        {
            Name = "checksum/url-alphabet-skipped",
            Breaks = "A checksum that is not in the standard alphabet of Base64 is ignored.",
            Kills = ["tus/checksum/url-alphabet"],
            Break = Skipped(value => value.AsSpan(value.IndexOf(' ', StringComparison.Ordinal) + 1).IndexOfAny('-', '_') >= 0),
        },
        new()
        {
            Name = "checksum/malformed-skipped",
            Breaks = "A checksum that cannot be decoded is ignored.",
            Kills = ["tus/checksum/malformed"],
            MayKill = ["tus/checksum/blanks", "tus/checksum/list", "tus/checksum/url-alphabet"],
            Break = Skipped(value => value.Split(' ') is not [_, { Length: > 0 } sum] || !Base64.IsValid(sum)),
        },
        new()
        {
            Name = "checksum/unknown-algorithm-skipped",
            Breaks = "A body with an unknown checksum algorithm is stored unverified.",
            Kills = ["tus/checksum/unknown-algorithm", "tus/checksum/creation-unknown-algorithm"],
            Break = Skipped(value => value.StartsWith("holdfast", StringComparison.Ordinal)),
        },
        new()
        {
            Name = "checksum/first-of-list",
            Breaks = "When a list of checksums is sent, the first one is compared and the others are ignored.",
            Kills = ["tus/checksum/list"],
            MayKill = ["tus/checksum/two-lines"],
            Break = Read(lines => [lines[0]!.Split(',')[0]]),
        },
        new()
        {
            Name = "checksum/last-line",
            Breaks = "When there are two Upload-Checksum lines, the last one is compared.",
            Kills = ["tus/checksum/two-lines"],
            Break = Read(lines => [lines[^1]]),
        },
        new()
        {
            Name = "checksum/compares-the-shorter",
            Breaks = "Sums are compared over the length of the shorter one.",
            Kills = ["tus/checksum/shortened", "tus/checksum/malformed"],
            Break = ComparesTheShorter(),
        },
    ];

    private static Break Skipped(Func<string, bool> isMeant) => Broken.Request(request =>
    {
        if (request.Headers.TryGetValue(Field, out var lines) && lines is [{ } value] && isMeant(value))
        {
            request.Headers.Remove(Field);
        }
    });

    private static Break Read(Func<string?[], string?[]> read) => Broken.Request(request =>
    {
        if (request.Headers.TryGetValue(Field, out var lines) && lines.Count > 0)
        {
            request.Headers[Field] = read(lines.ToArray());
        }
    });

    [SuppressMessage("Security", "CA5350", Justification = "tus 1.0.0, Checksum demands sha1.")]
    private static Break ComparesTheShorter() => BrokenBody.Whole(
        request =>
            request.Headers[Field].ToString() is ['s', 'h', 'a', '1', ' ', .. var sum] && Base64.IsValid(sum) && request.ContentLength > 0,
        (context, body) =>
        {
            var claimed = Convert.FromBase64String(context.Request.Headers[Field].ToString()["sha1 ".Length..]);
            var digest = SHA1.HashData(body);
            var shared = Math.Min(claimed.Length, digest.Length);
            if (claimed.AsSpan(0, shared).SequenceEqual(digest.AsSpan(0, shared)))
            {
                context.Request.Headers[Field] = $"sha1 {Convert.ToBase64String(digest)}";
            }

            return body;
        });
}
