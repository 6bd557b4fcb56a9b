using System.Globalization;
using System.Numerics;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in reading Upload-Length.</summary>
internal static class LengthDefects
{
    private const string Length = "Upload-Length";

    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "length/missing-is-zero",
            Breaks = "A creation without a length makes an empty upload.",
            Kills = ["tus/creation/length/missing"],
            Break = Broken.Request(request =>
            {
                if (HttpMethods.IsPost(request.Method) && !request.Headers.Keys.Any(IsSubstitute))
                {
                    request.Headers[Length] = "0";
                }
            }),
        },
        new()
        {
            Name = "length/sign-dropped",
            Breaks = "The sign of a negative length is ignored.",
            Kills = ["tus/creation/length/malformed"],
            Break = Broken.CreationField(Length, text => text.TrimStart('-')),
        },
        new()
        {
            Name = "length/fraction-dropped",
            Breaks = "The digits after a decimal point are ignored.",
            Kills = ["tus/creation/length/malformed", "tus/creation/length/lenient"],
            Break = Broken.CreationField(Length, text => text.Split('.')[0]),
        },
        new()
        {
            Name = "length/leading-digits",
            Breaks = "Reading stops at the first character that is not a digit, so 1e+21 is 1.",
            Kills = ["tus/creation/length/lenient", "tus/creation/length/malformed", "tus/creation/length/twice"],
            Break = Broken.CreationField(
                Length, text => string.Concat(text.TakeWhile(char.IsAsciiDigit)) is { Length: > 0 } digits ? digits : text),
        },
        new()
        {
            Name = "length/plus-and-zeros",
            Breaks = "A plus sign and leading zeros are accepted, as most number parsers do.",
            Kills = ["tus/creation/length/lenient"],
            Break = Broken.CreationField(Length, text =>
                BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    ? $"{number}" : text),
        },
        new()
        {
            Name = "length/hexadecimal",
            Breaks = "0x10 counts as 16.",
            Kills = ["tus/creation/length/lenient"],
            Break = Broken.CreationField(
                Length, text => text.StartsWith("0x", StringComparison.Ordinal) ? $"{Convert.ToInt64(text, 16)}" : text),
        },
        new()
        {
            Name = "length/32-bit",
            Breaks = "Only the lower 32 bits of a length count.",
            Kills = ["tus/creation/length/extremes", "tus/creation/length/wraps", "tus/creation/post/max-size"],
            MayKill = ["tus/concatenation/over-maximum"],
            Break = Broken.CreationField(Length, text => Wrapped(text, 32)),
        },
        new()
        {
            Name = "length/64-bit-wraps",
            Breaks = "A length of more than 64 bits wraps instead of being refused.",
            Kills = ["tus/creation/length/wraps"],
            Break = Broken.CreationField(Length, text => Wrapped(text, 64)),
        },
        new()
        {
            Name = "length/as-double",
            Breaks = "Lengths are kept as floating-point numbers, so they are rounded beyond 2^53.",
            Kills = ["tus/creation/length/extremes"],
            Break = Broken.Both(
                Broken.Uploads(uploads => uploads with { MaxSize = 0 }),
                Broken.CreationField(Length, text =>
                    BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && $"{number}" == text
                        && number >> 63 == 0 ? $"{(BigInteger)(double)number}" : text)),
        },
        new()
        {
            Name = "length/last-line-wins",
            Breaks = "Of several Upload-Length lines the last one counts.",
            Kills = ["tus/creation/length/twice"],
            Break = Broken.Request(request =>
            {
                if (request.Headers[Length] is { Count: > 1 } lines)
                {
                    request.Headers[Length] = lines[^1];
                }
            }),
        },
        new()
        {
            Name = "length/digits-only",
            Breaks = "Every character that is not a digit is dropped, so the lines 5 and 5 make 55.",
            Kills = ["tus/creation/length/twice-the-same", "tus/creation/length/twice", "tus/creation/length/lenient",
                "tus/creation/length/malformed"],
            Break = Broken.CreationField(
                Length, text => string.Concat(text.Where(char.IsAsciiDigit)) is { Length: > 0 } digits ? digits : text),
        },
        new()
        {
            Name = "length/digits-of-any-script",
            Breaks = "Digits of other scripts count as digits.",
            Kills = ["tus/creation/length/other-digits"],
            Break = Broken.CreationField(Length, text =>
                text.Length > 0 && text.All(letter => char.GetNumericValue(letter) >= 0)
                    ? string.Concat(text.Select(letter => (int)char.GetNumericValue(letter))) : text),
        },
    ];

    private static bool IsSubstitute(string field) =>
        field is Length or "Upload-Defer-Length" or "Upload-Concat" or "X-HTTP-Method-Override"
            || field.StartsWith("upload-", StringComparison.Ordinal);

    private static string Wrapped(string text, int bits) =>
        BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >> bits != 0
            ? $"{number % (BigInteger.One << bits)}" : text;
}
