using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Creation;

/// <summary>tus 1.0.0, Upload-Length of a creation: missing, malformed, ambiguous, extreme.</summary>
internal static class CreationLengthCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/creation/length/missing",
            Title = "A creation without a length is refused",
            Does = "Sends POST with neither Upload-Length nor Upload-Defer-Length.",
            Must = "A 4xx (usually 400) and no Location.",
            Why = "An upload of unknown length never completes.",
            Judges = ["TUS-067"],
            Needs = ["creation"],
            Run = TusCases.Run(Missing),
        },
        new()
        {
            Id = "tus/creation/length/malformed",
            Title = "An Upload-Length that is not a non-negative integer is refused",
            Does = "Sends POST with Upload-Length -1, abc and 1.5.",
            Must = "A 4xx (usually 400) and no Location.",
            Why = "With a guessed length the file is cut, or never complete.",
            Judges = ["TUS-005"],
            Needs = ["creation"],
            Run = TusCases.Run(Malformed),
        },
        new()
        {
            Id = "tus/creation/length/lenient",
            Title = "An unusual Upload-Length is refused, or read as its digits say",
            Does = "Sends POST with Upload-Length +5, 05, 5.0, 1e3, 1e+21, 0x10, '5,5', '5;5', NaN, Infinity and an empty one; sends HEAD "
                + "for each upload that is created.",
            Must = "400 is best; if an upload is created, its length is what the digits say.",
            Why = "One existing server stores 1e+21 as length 1, so it considers the upload complete after one byte.",
            Judges = ["A-04-MUST", "A-04"],
            Needs = ["creation"],
            Run = TusCases.Run(Lenient),
        },
        new()
        {
            Id = "tus/creation/length/extremes",
            Title = "Lengths around 2^31, 2^32, 2^53 and 2^63 are stored exactly or refused",
            Does = "Sends POST with lengths at and around each limit and 10^30, and sends HEAD for the accepted ones.",
            Must = "HEAD returns accepted values unchanged; the others get 400 or 413; never a 5xx, a rounded or a negative value.",
            Why = "Numbers overflow at these limits in C, JavaScript and Java.",
            Judges = ["A-05", "TUS-022"],
            Needs = ["creation"],
            Run = TusCases.Run(Extremes),
        },
        new()
        {
            Id = "tus/creation/length/twice",
            Title = "Two Upload-Length lines that differ are refused",
            Does = "Sends POST with the lines Upload-Length: 5 and Upload-Length: 7.",
            Must = "400, and no upload.",
            Why = "If a proxy and a server use different lines, they disagree on when the upload is complete.",
            Judges = ["A-08"],
            Needs = ["creation"],
            Run = TusCases.Run(Twice),
        },
    ];

    private static async Task Missing(TusCase t)
    {
        var answer = await t.CreateAsync(t.Post((string?)null));
        t.Refused("POST without a length", answer, "TUS-067");
        t.Absent("POST without a length", answer, "Location", "TUS-067");
    }

    private static async Task Malformed(TusCase t)
    {
        foreach (var length in new[] { "-1", "abc", "1.5" })
        {
            var answer = await t.CreateAsync(t.Post(length));
            t.Refused($"POST with Upload-Length '{length}'", answer, "TUS-005");
            t.Absent($"POST with Upload-Length '{length}'", answer, "Location", "TUS-005");
        }
    }

    private static async Task Lenient(TusCase t)
    {
        // The plain decimal reading, where there is one: a leading sign or zero does not change a number's value.
        foreach (var (length, reading) in new[]
        {
            ("+5", "5"), ("05", "5"), ("5.0", "5"), ("1e3", "1000"), ("1e+21", "1000000000000000000000"),
            ("0x10", "none"), ("5,5", "none"), ("5;5", "none"), ("NaN", "none"), ("Infinity", "none"), ("", "none"),
        })
        {
            var answer = await t.CreateAsync(t.Post(length));
            t.Refused($"POST with Upload-Length '{length}'", answer, "A-04");
            if (answer.Status == 201 && t.Location(answer) is { } url)
            {
                var stored = (await t.HeadAsync(url))["Upload-Length"];
                t.Checks.Judge($"Length stored for '{length}'", reading, TusCase.Quoted(stored), stored == reading, "A-04-MUST");
            }
        }
    }

    private static async Task Extremes(TusCase t)
    {
        foreach (var length in new[]
        {
            "2147483647", "2147483648", "4294967296", "9007199254740991", "9007199254740992", "9007199254740993",
            "9223372036854775807", "9223372036854775808", "1000000000000000000000000000000",
        })
        {
            var answer = await t.CreateAsync(t.Post(length));
            t.Status($"POST with Upload-Length {length}", answer, [201, 400, 413], "A-05");
            if (answer.Status == 201 && t.Location(answer) is { } url)
            {
                t.Field($"HEAD of the upload of {length} bytes", await t.HeadAsync(url), "Upload-Length", length, "TUS-022");
            }
        }
    }

    private static async Task Twice(TusCase t)
    {
        Exchange answer = await t.CreateAsync(t.Post("5").With("Upload-Length", "7"));
        t.Status("POST with Upload-Length lines '5' and '7'", answer, [400], "A-08");
        t.Absent("POST with two lengths", answer, "Location", "A-08");
    }
}
