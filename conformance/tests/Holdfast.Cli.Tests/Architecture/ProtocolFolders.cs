namespace Holdfast.Cli.Tests.Architecture;

/// <summary>The folders of the wire vocabulary.</summary>
internal static class ProtocolFolders
{
    public static FolderArrows Arrows { get; } = new("reference-server/Holdfast.Protocol", new Dictionary<string, string[]>
    {
        ["."] = [],
        ["Checksums"] = [],
        ["StructuredFields"] = [],
        ["Tus"] = [],
        ["Ietf"] = ["StructuredFields", "Tus"],
    });
}
