namespace Holdfast.Cli.Tests.Architecture;

/// <summary>The folders of the suite, from the wire up to the cases.</summary>
internal static class ConformanceFolders
{
    private const string TargetsInEngine = "Discovery asks a Target, which the engine has; both need a folder below them.";
    private const string DraftInCases = "Histories read the draft's fields, whose grammar is with its cases.";
    private const string TusInDiscovery = "Discovery's first upload has metadata, whose grammar is with tus's cases.";
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
            ["Baselines"] = ["Requirements", "Selection", "Engine", "Catalogue"],
            ["Discovery"] = ["Wire", "Requirements", "Engine", "Ietf", "Tus"],
            ["Engine"] =
                ["Requirements", "Wire", "Processes", "Clients", "Contents", "Links", "Selection", "Histories", "Baselines", "Discovery"],
            ["States"] = ["Requirements", "Engine"],
            ["Steps"] = ["Wire", "Processes", "Links", "Discovery", "Histories", "Engine"],
            ["Resilience"] = ["Wire", "Processes", "Links", "Histories", "Engine", "Steps"],
            ["Tus"] = ["Requirements", "Wire", "Processes", "Clients", "Links", "Discovery", "Histories", "Engine", "States", "Steps",
                "Resilience"],
            ["Ietf"] = ["Requirements", "Wire", "Processes", "Links", "Discovery", "Histories", "Engine", "States", "Steps"],
            ["Walks"] = ["Wire", "Processes", "Links", "Histories", "Discovery", "Engine", "Steps", "Tus", "Ietf", "Selection"],
            ["Catalogue"] = ["Requirements", "Processes", "Selection", "Engine", "Clients", "Steps", "Resilience", "Tus", "Ietf"],
        },
        Loops: new Dictionary<string, string>
        {
            ["Engine"] = TargetsInEngine,
            ["Discovery"] = TargetsInEngine,
            ["Histories"] = DraftInCases,
            ["Ietf"] = DraftInCases,
            ["Tus"] = TusInDiscovery,
            ["Resilience"] = TusInDiscovery,
            ["States"] = TusInDiscovery,
            ["Steps"] = TusInDiscovery,
            ["Baselines"] = CheckedIds,
            ["Catalogue"] = CheckedIds,
        });
}
