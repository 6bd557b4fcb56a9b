using System.Text;
using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Creation;

/// <summary>tus 1.0.0, Upload-Length of a creation: numbers that overflow, digits of other scripts, a repeated field.</summary>
internal static class CreationLengthFormCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/creation/length/wraps",
            Title = "A length above a power of two does not overflow to a small one",
            Does = "Sends POST with lengths of 2^32 + 5, 2^64 + 5 and 2^128 + 5, and reads accepted ones back by HEAD.",
            Must = "HEAD returns accepted values unchanged; the others get 400 or 413.",
            Why = "A length that overflows to 5 makes an upload of gigabytes complete after five bytes.",
            Judges = ["A-05", "TUS-022"],
            Needs = ["creation"],
            Run = TusCases.Run(Wraps),
        },
        new()
        {
            Id = "tus/creation/length/other-digits",
            Title = "Digits of other scripts are not accepted as a length",
            Does = "Sends POST with a full-width 5, an Arabic-Indic 5 and a superscript 2 as Upload-Length, in UTF-8.",
            Must = "A 4xx, or the connection is closed.",
            Why = "Some programming languages treat them as digits, while a proxy reads another value, or none.",
            Judges = ["A-04"],
            Needs = ["creation"],
            Run = TusCases.Run(OtherDigits),
        },
        new()
        {
            Id = "tus/creation/length/twice-the-same",
            Title = "Two equal Upload-Length lines are refused, or count once",
            Does = "Sends POST with the line Upload-Length: 5 twice.",
            Must = "400, or an upload of five bytes.",
            Why = "Libraries join lines with a comma; a server that then keeps only the digits creates an upload of 55 bytes.",
            Judges = ["A-08"],
            Needs = ["creation"],
            Run = TusCases.Run(TwiceTheSame),
        },
    ];

    private static async Task Wraps(TusCase t)
    {
        foreach (var length in new[] { "4294967301", "18446744073709551621", "340282366920938463463374607431768211461" })
        {
            var answer = await t.CreateAsync(t.Post(length));
            t.Status($"POST with Upload-Length {length}", answer, [201, 400, 413], "A-05");
            if (answer.Status == 201 && t.Location(answer) is { } url)
            {
                t.Field($"HEAD of the upload of {length} bytes", await t.HeadAsync(url), "Upload-Length", length, "TUS-022");
            }
        }
    }

    private static async Task OtherDigits(TusCase t)
    {
        foreach (var digit in new[] { "\uFF15", "\u0665", "\u00B2" })
        {
            // A wire character is a byte.
            var answer = await t.CreateAsync(t.Post(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(digit))));
            t.Checks.Judge(
                $"POST with Upload-Length U+{(int)digit[0]:X4}", "a 4xx, or a closed connection", answer,
                answer.IsClientError || TusCase.IsGone(answer), "A-04");
        }
    }

    private static async Task TwiceTheSame(TusCase t)
    {
        var answer = await t.CreateAsync(t.Post("5").With("Upload-Length", "5"));
        t.Status("POST with two lines 'Upload-Length: 5'", answer, [201, 400], "A-08");
        if (answer.Status == 201 && t.Location(answer) is { } url)
        {
            t.Field("HEAD of the upload", await t.HeadAsync(url), "Upload-Length", 5, "A-08");
        }
    }
}
