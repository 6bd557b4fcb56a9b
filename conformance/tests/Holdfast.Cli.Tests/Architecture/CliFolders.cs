namespace Holdfast.Cli.Tests.Architecture;

/// <summary>The folders of the command, from what all its subcommands share up to the tree of them.</summary>
internal static class CliFolders
{
    public static FolderArrows Arrows { get; } = new("conformance/Holdfast.Cli", new Dictionary<string, string[]>
    {
        ["."] = [],
        ["Help"] = [],
        ["Parsing"] = [],
        ["Serve"] = [".", "Help"],
        ["Check"] = [".", "Help", "Serve"],
        ["Replay"] = [".", "Help", "Check"],
        ["Proxy"] = [".", "Help", "Check"],
        ["Cases"] = [".", "Help"],
        ["Upload"] = [".", "Help", "Check"],
        ["Commands"] = [".", "Help", "Parsing", "Serve", "Check", "Replay", "Proxy", "Cases", "Upload"],
    });
}
