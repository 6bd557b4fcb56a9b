namespace Holdfast.Cli.Tests.Architecture;

/// <summary>The folders of the suite, from the wire up to the cases.</summary>
internal static class ConformanceFolders
{
    private const string TargetsInEngine = "Discovery asks a Target, which the engine has; both need a folder below them.";
    private const string DraftInCases = "Histories read the draft's fields, whose grammar is with its cases.";
    private const string Scenarios = "The protocols implement what scenarios speak, and scenarios list the protocols.";
    private const string CheckedIds = "A baseline's ids are checked against the catalogue.";

    public static FolderArrows Arrows { get; } = new(
        "conformance/Holdfast.Conformance",
        new Dictionary<string, string[]>
        {
            ["Requirements"] = [],
            ["Wire"] = [],
            ["Processes"] = [],
            ["Clients"] = [],
            ["Contents"] = ["Wire"],
            ["Links"] = ["Wire"],
            ["Selection"] = ["Requirements"],
            ["Histories"] = ["Wire", "Requirements", "Ietf"],
            ["Baselines"] = ["Requirements", "Engine", "Catalogue"],
            ["Discovery"] = ["Wire", "Requirements", "Engine", "Ietf", "Tus"],
            ["Engine"] = ["Requirements", "Wire", "Processes", "Clients", "Contents", "Links", "Selection", "Histories", "Baselines", "Discovery"],
            ["States"] = ["Requirements", "Engine"],
            ["Resilience"] = ["Wire", "Links", "Engine", "Discovery", "Histories", "Tus", "Ietf"],
            ["Tus"] = ["Requirements", "Wire", "Processes", "Links", "Discovery", "Histories", "Engine", "States", "Resilience"],
            ["Ietf"] = ["Requirements", "Wire", "Processes", "Links", "Discovery", "Histories", "Engine", "States", "Resilience"],
            ["Walks"] = ["Wire", "Processes", "Links", "Histories", "Discovery", "Engine", "Resilience", "Tus", "Ietf", "Selection"],
            ["Catalogue"] = ["Requirements", "Processes", "Selection", "Engine", "Clients", "Resilience", "Tus", "Ietf"],
        },
        Loops: new Dictionary<string, string>
        {
            ["Engine"] = TargetsInEngine,
            ["Discovery"] = TargetsInEngine,
            ["Histories"] = DraftInCases,
            ["Ietf"] = DraftInCases,
            ["Tus"] = Scenarios,
            ["Resilience"] = Scenarios,
            ["States"] = Scenarios,
            ["Baselines"] = CheckedIds,
            ["Catalogue"] = CheckedIds,
        });
}
