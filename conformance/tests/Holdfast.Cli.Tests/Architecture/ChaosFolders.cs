namespace Holdfast.Cli.Tests.Architecture;

/// <summary>The folders of the fault proxy, from the toxics up to Toxiproxy's API.</summary>
internal static class ChaosFolders
{
    public static FolderArrows Arrows { get; } = new("chaos/Holdfast.Chaos", new Dictionary<string, string[]>
    {
        ["Toxics"] = [],
        ["Log"] = ["Toxics"],
        ["Metrics"] = ["Toxics"],
        ["Capacity"] = ["Log", "Toxics"],
        ["Options"] = ["Toxics", "Metrics", "Capacity"],
        ["Tls"] = ["Options"],
        ["Addresses"] = ["Options"],
        ["Pipeline"] = ["Toxics", "Log"],
        ["Http"] = ["Toxics", "Pipeline"],
        ["Stages"] = ["Toxics", "Pipeline", "Http"],
        ["Connections/Transports"] = [],
        ["Toxiproxy/Json"] = ["Toxics", "Options", "Addresses"],
        ["Toxiproxy/Client"] = ["Toxics", "Options", "Toxiproxy/Json"],
        ["Scenarios"] = ["Toxics", "Options", "Toxiproxy/Json", "Toxiproxy/Client"],
        ["Connections"] =
        [
            "Toxics", "Log", "Metrics", "Capacity", "Options", "Tls", "Addresses", "Pipeline", "Http", "Stages", "Connections/Transports",
            "Toxiproxy/Json",
        ],
        ["."] = ["Toxics", "Log", "Metrics", "Capacity", "Options", "Tls", "Addresses", "Connections", "Scenarios"],
        ["Toxiproxy/Server"] =
        [
            ".", "Toxics", "Log", "Metrics", "Capacity", "Options", "Addresses", "Pipeline", "Scenarios", "Toxiproxy/Json",
            "Toxiproxy/Client",
        ],
    });
}
