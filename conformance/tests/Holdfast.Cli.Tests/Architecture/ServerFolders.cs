namespace Holdfast.Cli.Tests.Architecture;

/// <summary>The folders of the reference server, from the transport and the stores up to the host.</summary>
internal static class ServerFolders
{
    public static FolderArrows Arrows { get; } = new("reference-server/Holdfast.Server", new Dictionary<string, string[]>
    {
        ["Interim"] = [],
        ["Transport"] = ["Interim"],
        ["Stores"] = [],
        ["Cors"] = [],
        ["Bodies"] = ["Transport"],
        ["Files"] = ["Transport", "Stores"],
        ["Stores/FileStore"] = ["Transport", "Stores", "Bodies", "Files"],
        ["Locks"] = ["Stores", "Files", "Stores/FileStore"],
        ["Core"] = ["Stores", "Cors", "Bodies", "Locks"],
        ["Replies"] = ["Core"],
        ["Checksums"] = ["Bodies", "Core"],
        ["Proxies"] = ["Core"],
        ["Capacity"] = ["Transport", "Stores", "Core"],
        ["Downloads"] = ["Stores", "Core", "Replies"],
        ["Tus"] = ["Stores", "Bodies", "Core", "Replies", "Checksums", "Proxies", "Downloads"],
        ["Ietf"] = ["Interim", "Stores", "Bodies", "Core", "Replies", "Checksums", "Tus"],
        ["Endpoints"] = ["Transport", "Stores", "Cors", "Bodies", "Locks", "Core", "Replies", "Proxies", "Capacity", "Tus", "Ietf"],
        ["Resumable"] = ["Transport", "Stores", "Cors", "Bodies", "Locks", "Core", "Replies", "Ietf", "Endpoints"],
        ["Hosting"] = ["Interim", "Transport", "Core", "Proxies", "Capacity", "Endpoints"],
    });
}
