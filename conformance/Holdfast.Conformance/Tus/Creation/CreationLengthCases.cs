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
            Must = "A 4xx (400 is customary) and no Location.",
            Why = "An upload whose end nobody knows is never finished.",
            Judges = ["TUS-067"],
            Needs = ["creation"],
            Run = TusCases.Run(Missing),
        },
        new()
        {
            Id = "tus/creation/length/malformed",
            Title = "An Upload-Length that is not a non-negative integer is refused",
            Does = "Sends POST with Upload-Length -1, abc and 1.5.",
            Must = "A 4xx (400 is customary) and no Location.",
            Why = "A length that was guessed is a file that is cut or never complete.",
            Judges = ["TUS-005"],
            Needs = ["creation"],
            Run = TusCases.Run(Malformed),
        },
        new()
        {
            Id = "tus/creation/length/lenient",
            Title = "No length is read differently from its plain decimal meaning",
            Does = "Sends POST with Upload-Length +5, 05, 5.0, 1e3, 1e+21, 0x10, '5,5', '5;5', NaN, Infinity and an empty one; HEADs whatever is created.",
            Must = "400 is sane; an upload that is created all the same must have the length that its digits say.",
            Why = "A real server stores 1e+21 as length 1: the client believes in a file that the server considers complete after one octet.",
            Judges = ["A-04-MUST", "A-04"],
            Needs = ["creation"],
            Run = TusCases.Run(Lenient),
        },
        new()
        {
            Id = "tus/creation/length/extremes",
            Title = "Lengths around 2^31, 2^32, 2^53 and 2^63 are kept digit by digit or refused",
            Does = "Sends POST with lengths at and around each border and 10^30, and reads accepted ones back by HEAD.",
            Must = "An accepted value comes back with the same digits; the others get 400 or 413; never 5xx, never rounded or negative.",
            Why = "These are the borders at which numbers wrap in C, JavaScript and Java.",
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
            Why = "A proxy and a server that take different lines do not agree on when the upload is complete.",
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
                t.Field($"HEAD of the upload of {length} octets", await t.HeadAsync(url), "Upload-Length", length, "TUS-022");
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
