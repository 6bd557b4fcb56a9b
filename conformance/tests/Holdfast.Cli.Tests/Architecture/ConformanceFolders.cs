namespace Holdfast.Cli.Tests.Architecture;

/// <summary>The folders of the suite, from the wire up to the cases.</summary>
internal static class ConformanceFolders
{
    public static FolderArrows Arrows { get; } = new(
        "conformance/Holdfast.Conformance",
        new Dictionary<string, string[]>
        {
            ["Requirements"] = [],
            ["Wire"] = [],
            ["Processes"] = [],
            ["Stores"] = [],
            ["Clients"] = [],
            ["Targets"] = ["Wire"],
            ["Fields"] = ["Wire"],
            ["Contents"] = ["Wire"],
            ["Links"] = ["Wire"],
            ["Selection"] = ["Requirements"],
            ["Baselines"] = ["Requirements", "Selection"],
            ["Histories"] = ["Wire", "Requirements", "Fields"],
            ["Discovery"] = ["Wire", "Requirements", "Targets", "Fields"],
            ["Engine"] =
            [
                "Requirements", "Wire", "Processes", "Stores", "Clients", "Targets", "Contents", "Links", "Selection", "Histories",
                "Baselines", "Discovery",
            ],
            ["States"] = ["Requirements", "Wire", "Engine"],
            ["Steps"] = ["Wire", "Processes", "Targets", "Links", "Discovery", "Histories", "Engine"],
            ["Resilience"] = ["Wire", "Processes", "Links", "Histories", "Engine", "Steps"],
            ["Tus"] =
            [
                "Requirements", "Wire", "Processes", "Clients", "Targets", "Fields", "Links", "Discovery", "Histories", "Engine", "States",
                "Steps", "Resilience",
            ],
            ["Ietf"] =
                ["Requirements", "Wire", "Processes", "Targets", "Fields", "Links", "Discovery", "Histories", "Engine", "States", "Steps"],
            ["Walks"] =
            [
                "Wire", "Processes", "Targets", "Fields", "Links", "Selection", "Histories", "Discovery", "Engine", "Steps", "Tus", "Ietf",
            ],
            ["Catalogue"] =
            [
                "Requirements", "Processes", "Clients", "Fields", "Selection", "Baselines", "Engine", "Steps", "Resilience", "Tus", "Ietf",
            ],
        });
}
