namespace Holdfast.Cli.Tests.Architecture;

/// <summary>The folders of the store on S3: its options, the objects in a bucket, parts of uploads, and the store.</summary>
internal static class S3Folders
{
    public static FolderArrows Arrows { get; } = new("reference-server/Holdfast.Server.S3", new Dictionary<string, string[]>
    {
        ["Telemetry"] = [],
        ["Options"] = ["Telemetry"],
        ["Buffers"] = ["Options", "Telemetry"],
        ["Objects"] = ["Options", "Buffers", "Telemetry"],
        ["Parts"] = ["Options", "Buffers", "Objects", "Telemetry"],
        ["Locks"] = ["Options", "Objects"],
        ["."] = ["Options", "Buffers", "Objects", "Parts", "Telemetry"],
    });
}
