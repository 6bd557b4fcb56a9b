namespace Holdfast.Cli.Tests.Architecture;

/// <summary>The folders of the client: its public types, then what carries requests, the run of an upload, and the two protocols.</summary>
internal static class ClientFolders
{
    public static FolderArrows Arrows { get; } = new("clients/dotnet/Holdfast.Client", new Dictionary<string, string[]>
    {
        ["Sources"] = [],
        ["Stores"] = [],
        ["Progress"] = [],
        ["Errors"] = ["Progress"],
        ["Options"] = ["Sources", "Stores"],
        ["Exchanges"] = ["Errors", "Options", "Progress", "Sources"],
        ["Uploads"] = ["Errors", "Exchanges", "Options", "Progress", "Sources", "Stores"],
        ["Tus"] = ["Errors", "Exchanges", "Options", "Progress", "Sources", "Uploads"],
        ["Ietf"] = ["Errors", "Exchanges", "Options", "Progress", "Sources", "Uploads"],
        ["."] = ["Errors", "Exchanges", "Ietf", "Options", "Progress", "Sources", "Stores", "Tus", "Uploads"],
    });
}
