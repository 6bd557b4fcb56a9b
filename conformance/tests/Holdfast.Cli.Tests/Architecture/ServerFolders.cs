namespace Holdfast.Cli.Tests.Architecture;

/// <summary>The folders of the reference server, from the transport and the stores up to the host.</summary>
internal static class ServerFolders
{
    public static FolderArrows Arrows { get; } = new("reference-server/Holdfast.Server", new Dictionary<string, string[]>
    {
        ["Refusals"] = [],
        ["Telemetry"] = [],
        ["Interim"] = [],
        ["Transport"] = ["Interim"],
        ["Stores"] = [],
        ["Cors"] = [],
        ["Bodies"] = ["Refusals", "Transport"],
        ["Files"] = ["Transport", "Stores"],
        ["Stores/FileStore"] = ["Transport", "Stores", "Bodies", "Files"],
        ["Locks"] = ["Stores", "Files", "Stores/FileStore"],
        ["Locks/Leases"] = ["Stores", "Locks"],
        ["Core"] = ["Refusals", "Telemetry", "Stores", "Cors", "Bodies", "Locks"],
        ["Replies"] = ["Core"],
        ["Hooks"] = ["Stores", "Core", "Replies", "Resumable", "Telemetry"],
        ["Checksums"] = ["Refusals", "Bodies", "Core"],
        ["Proxies"] = ["Core"],
        ["Capacity"] = ["Transport", "Stores", "Core"],
        ["Metrics"] = ["Telemetry", "Capacity"],
        ["Health"] = ["Stores", "Locks", "Core"],
        ["Downloads"] = ["Refusals", "Stores", "Core", "Replies"],
        ["Tus"] = ["Refusals", "Stores", "Bodies", "Core", "Replies", "Checksums", "Proxies", "Downloads"],
        ["Ietf"] = ["Refusals", "Interim", "Stores", "Bodies", "Core", "Replies", "Checksums", "Tus"],
        ["Endpoints"] =
        [
            "Refusals", "Telemetry", "Transport", "Stores", "Cors", "Bodies", "Locks", "Core", "Replies", "Proxies", "Capacity", "Tus",
            "Ietf",
        ],
        ["Resumable"] = ["Transport", "Stores", "Cors", "Bodies", "Locks", "Core", "Replies", "Ietf", "Endpoints"],
        ["Hosting"] = ["Interim", "Transport", "Stores", "Core", "Proxies", "Capacity", "Metrics", "Health", "Endpoints"],
    });
}
