using System.Globalization;
using System.Text.RegularExpressions;
using static Holdfast.Sabotage.Http.BrokenDraft;

namespace Holdfast.Sabotage.Defects.Ietf;

/// <summary>Defects in reading, comparing and refusing Upload-Offset of an append of the draft.</summary>
internal static partial class OffsetDefects
{
    private static readonly string[] Mismatches = ["append/offset-ahead", "append/offset-behind", "append/offset-largest"];

    public static IReadOnlyList<Defect> All { get; } =
    [
        Compared("offset/ahead-taken", "An append beyond the offset is stored at the offset.",
            (claimed, now) => claimed > now, "append/offset-ahead", "append/offset-largest", "append/mismatch-while-sending") with
        {
            MayKill = ["ietf/append/offset-powers", "ietf/http2/early-answer", "ietf/http2/starved", "ietf/interim/expect-refused"],
        },
        Compared("offset/behind-taken", "An append before the offset is stored at the offset.",
            (claimed, now) => claimed < now, "append/offset-behind", "resilience/lost-answer/append") with
        {
            MayKill = ["ietf/concurrency/**", "ietf/http2/two-appends"],
        },
        Compared("offset/repetition-taken", "An append at offset 0 restarts the upload.",
            (claimed, now) => claimed == 0 && now > 0, "resilience/zombie/whole-request") with
        {
            MayKill = ["ietf/concurrency/**", "ietf/http2/two-appends"],
        },
        Compared("offset/enormous-is-none",
            "In version 8 an enormous offset counts as missing, and a missing one as right.",
            (claimed, _) => claimed > 1L << 48, "append/offset-largest") with { Interop = 8, MayKill = ["ietf/append/offset-powers"] },
        Defect("offset/conflict-is-400", "A wrong offset is refused with 400.", Status("PATCH", 409, 400),
            [.. Mismatches, "append/mismatch-while-sending", "resilience/lost-answer/append"]) with
            {
                MayKill = ["ietf/concurrency/**", "ietf/append/offset-powers", "ietf/http2/early-answer", "ietf/http2/starved",
                    "ietf/interim/expect-refused"],
            },
        Defect("offset/conflict-without-offset", "A wrong offset is refused without the right one.",
            Refusal("PATCH", (_, headers) => headers.Remove(Offset)), [.. Mismatches, "resilience/lost-answer/append"]) with
            {
                MayKill = ["ietf/append/offset-powers", "ietf/http2/early-answer", "ietf/interim/expect-refused"],
            },
        Defect("offset/conflict-repeats-the-wrong", "The refusal of a wrong offset repeats it instead of the right one.",
            Refusal("PATCH", (context, headers) =>
            headers[Offset] = headers.ContainsKey(Offset) ? context.Request.Headers[Offset] : default),
            [.. Mismatches, "resilience/lost-answer/append"]) with
            {
                MayKill = ["ietf/append/offset-powers", "ietf/http2/early-answer", "ietf/interim/expect-refused"],
            },
        Defect("offset/conflict-without-offset-in-old", "In version 3 a wrong offset is refused without the right one.",
            Refusal("PATCH", (_, headers) => headers.Remove(Offset)),
            [.. Mismatches, "resilience/lost-answer/append"]) with
            {
                MayKill = ["ietf/append/offset-powers", "ietf/http2/early-answer", "ietf/interim/expect-refused"], Interop = 3,
            },
        Defect("offset/problem-misspelt", "The problem of a wrong offset has a member 'exected-offset'.",
            BrokenProblem.Token("\"expected-offset\"", "\"exected-offset\""), Mismatches) with { MayKill = ["ietf/append/offset-powers"] },
        Defect("offset/problem-without-the-wrong", "In version 6 the problem of a wrong offset does not say which offset was sent.",
            BrokenProblem.Token("\"provided-offset\"", "\"offset\""), Mismatches) with
            {
                MayKill = ["ietf/append/offset-powers"], Interop = 6,
            },
        Defect("offset/problem-turned-round", "The problem of a wrong offset has its two members swapped.",
            BrokenProblem.Text(text => text
            .Replace("\"expected-offset\"", "\"?\"", StringComparison.Ordinal)
            .Replace("\"provided-offset\"", "\"expected-offset\"", StringComparison.Ordinal)
            .Replace("\"?\"", "\"provided-offset\"", StringComparison.Ordinal)), Mismatches) with
            {
                MayKill = ["ietf/append/offset-powers"],
            },
        Defect("offset/problem-rounds", "Numbers in problem details are rounded to floating point.",
            BrokenProblem.Token("999999999999999", "1E+15"),
            "append/offset-largest"),
        Defect("offset/conflict-hangs-up",
            "The connection of an append of more than 100,000 bytes at a wrong offset is closed without a response.",
            Broken.Exchange(async (context, next, store) =>
        {
            if (context.Request is { Method: "PATCH", ContentLength: > 100_000 }
                && await store.GetInfoAsync(Broken.IdOf(context), CancellationToken.None) is { } upload
                && context.Request.Headers[Offset] != upload.Offset.ToString(CultureInfo.InvariantCulture))
            {
                context.Abort();
                return;
            }

            await next(context);
        }), "append/mismatch-while-sending") with { MayKill = ["ietf/http2/early-answer"] },
        Read("offset/by-atoi", "An Upload-Offset is read up to the first character that is not a digit.",
            value => Digits().Match(value) is { Success: true } match ? match.Value : null, "append/offset-void") with
            {
                MayKill = ["ietf/framing/hostile-values"],
            },
        Read("offset/first-line-counts", "When there are several Upload-Offset values, the first counts.",
            value => value.Split(',')[0], "append/offset-void"),
        Read("offset/with-a-plus", "An Upload-Offset with a plus sign is accepted.", value => value.TrimStart('+'), "append/offset-void"),
        Read("offset/of-any-length", "An Upload-Offset with any number of digits is accepted.",
            value => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number.ToString(CultureInfo.InvariantCulture) : value, "append/offset-void"),
        Defect("offset/missing-is-the-right-one", "An append without an Upload-Offset is appended.", Before("PATCH", (context, upload, _) =>
        {
            context.Request.Headers.TryAdd(Offset, upload.Offset.ToString(CultureInfo.InvariantCulture));
            return Task.CompletedTask;
        }), "append/offset-void"),
        Read("offset/parameters-not-read", "An Upload-Offset with parameters is refused.",
            value => value.Contains(';', StringComparison.Ordinal) ? null : value, "append/offset-spelling"),
        Read("offset/one-spelling", "An Upload-Offset with leading zeros or a sign is refused.",
            value => value.Length > 1 && value[0] is '0' or '-' ? null : value, "append/offset-spelling"),
    ];

    private static Defect Read(string name, string breaks, Func<string, string?> read, params string[] kills) =>
        Defect(name, breaks, Field("PATCH", Offset, read), kills);

    private static Defect Compared(string name, string breaks, Func<long, long, bool> accepts, params string[] kills) =>
        Defect(name, breaks, Before("PATCH", (context, upload, _) =>
    {
        if (long.TryParse(context.Request.Headers[Offset], NumberStyles.None, CultureInfo.InvariantCulture, out var claimed)
            && accepts(claimed, upload.Offset))
        {
            context.Request.Headers[Offset] = upload.Offset.ToString(CultureInfo.InvariantCulture);
        }

        return Task.CompletedTask;
    }), kills);

    [GeneratedRegex("^-?[0-9]+")]
    private static partial Regex Digits();
}
