using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Core;

/// <summary>tus 1.0.0, OPTIONS, and the fields that it carries.</summary>
internal static class OptionsCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/core/options/versions",
            Title = "OPTIONS announces the protocol versions",
            Does = "Sends OPTIONS to the creation URL without any tus field.",
            Must = "A success response has Tus-Version, a comma-separated list that contains 1.0.0, with the preferred version first.",
            Why = "A client that cannot find out the server's version must guess, and fails in the middle of an upload.",
            Judges = ["TUS-045", "TUS-006", "TUS-007", "TUS-046"],
            Run = TusCases.Run(Versions),
        },
        new()
        {
            Id = "tus/core/options/extensions",
            Title = "Tus-Extension is a valid list of extensions",
            Does = "Sends OPTIONS and parses Tus-Extension.",
            Must = "The field is a comma-separated list of names. If there is nothing to announce, it is absent, not empty. "
                + "creation-with-upload is not listed without creation.",
            Why = "Clients choose features from this list; a name that they cannot parse disables a feature, or enables one that does not "
                + "work.",
            Judges = ["TUS-014", "TUS-015", "TUS-045", "TUS-086"],
            Run = TusCases.Run(Extensions),
        },
        new()
        {
            Id = "tus/core/options/max-size",
            Title = "Tus-Max-Size is a non-negative integer",
            Does = "Sends OPTIONS and reads Tus-Max-Size, if present.",
            Must = "The value has only digits.",
            Why = "A client compares it with the file's size before it sends any byte.",
            Judges = ["TUS-016"],
            Run = TusCases.Run(MaxSize),
        },
        new()
        {
            Id = "tus/core/options/ignores-tus-resumable",
            Title = "OPTIONS is answered with any Tus-Resumable",
            Does = "Sends OPTIONS with Tus-Resumable 99.0.0 and with an invalid value.",
            Must = "The response is the same as without the field: discovery is exempt from version negotiation.",
            Why = "A client of another version uses OPTIONS to find out the server's versions; a 412 prevents that.",
            Judges = ["TUS-048"],
            Run = TusCases.Run(IgnoresVersion),
        },
    ];

    private static async Task Versions(TusCase t)
    {
        var answer = await OptionsAsync(t);
        t.Checks.Observe("Status of OPTIONS", answer.Outcome, "TUS-045");
        if (!t.Status("OPTIONS on the creation URL", answer, [200, 204], "TUS-045"))
        {
            return;
        }

        var versions = answer.Response!.Fields.List("Tus-Version");
        t.Checks.Judge("Tus-Version of OPTIONS", "present", TusCase.Quoted(answer["Tus-Version"]), versions.Count > 0, "TUS-045");
        t.Checks.Judge("Versions in Tus-Version", "a list with 1.0.0", TusCase.Quoted(answer["Tus-Version"]), versions.Contains("1.0.0"),
            "TUS-006");
        if (answer["Tus-Resumable"] is { } inUse && versions.Count > 0)
        {
            // The order of preference is the server's own; only its list and its version can contradict each other.
            t.Checks.Judge("Tus-Version", $"contains '{inUse}', the Tus-Resumable of the same response",
                TusCase.Quoted(answer["Tus-Version"]), versions.Contains(inUse), "TUS-006");
            t.Checks.Observe("Preferred version, and the version in use", $"'{versions[0]}' and '{inUse}'", "TUS-007");
        }

        t.Checks.Observe("Tus-Extension of OPTIONS", TusCase.Quoted(answer["Tus-Extension"]), "TUS-046");
    }

    private static async Task Extensions(TusCase t)
    {
        var answer = await OptionsAsync(t);
        if (!t.Status("OPTIONS on the creation URL", answer, [200, 204], "TUS-045"))
        {
            return;
        }

        if (answer["Tus-Extension"] is not { } value)
        {
            t.Checks.Observe("Tus-Extension of OPTIONS", "absent: the target supports only the core", "TUS-015");
            return;
        }

        var tokens = value.Split(',', StringSplitOptions.TrimEntries).ToList();
        t.Checks.Judge("Tus-Extension when present", "not empty", $"'{value}'", value.Trim().Length > 0, "TUS-015");
        t.Checks.Judge(
            "Form of Tus-Extension", "comma-separated names, none empty", $"'{value}'",
            tokens.TrueForAll(token => token.Length > 0 && !token.Contains(' ', StringComparison.Ordinal)), "TUS-014");
        t.Checks.Observe("Names that Tus-Extension repeats", $"{tokens.Count - tokens.Distinct().Count()}", "TUS-014");
        t.Checks.Judge(
            "Tus-Extension", "creation together with creation-with-upload", $"'{value}'",
            tokens.Contains("creation") || !tokens.Contains("creation-with-upload"), "TUS-086");
    }

    private static async Task MaxSize(TusCase t)
    {
        var answer = await OptionsAsync(t);
        if (answer["Tus-Max-Size"] is { } value)
        {
            t.Checks.Judge(
                "Tus-Max-Size of OPTIONS", "digits only", $"'{value}'", value.Length > 0 && value.All(char.IsAsciiDigit), "TUS-016");
        }
        else
        {
            t.Checks.Observe("Tus-Max-Size of OPTIONS", "absent: no limit is announced", "TUS-016");
        }
    }

    private static async Task IgnoresVersion(TusCase t)
    {
        var plain = await OptionsAsync(t);
        foreach (var version in new[] { "99.0.0", "not-a-version" })
        {
            var answer = await t.SendAsync(t.Request("OPTIONS", t.Endpoint).With("Tus-Resumable", version), t.Endpoint);
            if (plain.Status is { } status && t.Status($"OPTIONS with Tus-Resumable '{version}'", answer, [status], "TUS-048")
                && plain["Tus-Version"] is { } versions)
            {
                t.Field($"OPTIONS with Tus-Resumable '{version}'", answer, "Tus-Version", versions, "TUS-048");
            }
        }

        if (plain.Response is null)
        {
            t.Checks.Unknown("Response to OPTIONS", "a response", plain.Outcome, "TUS-048");
        }
    }

    private static Task<Exchange> OptionsAsync(TusCase t) => t.SendAsync(t.Request("OPTIONS", t.Endpoint), t.Endpoint);
}
