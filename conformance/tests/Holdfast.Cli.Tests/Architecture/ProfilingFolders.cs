namespace Holdfast.Cli.Tests.Architecture;

/// <summary>The folders of profiling: sessions of the runtime's events, what is read from them, and the endpoints.</summary>
internal static class ProfilingFolders
{
    public static FolderArrows Arrows { get; } = new("reference-server/Holdfast.Server.Profiling", new Dictionary<string, string[]>
    {
        ["Sessions"] = [],
        ["Stacks"] = [],
        ["Counters"] = [],
        ["Memory"] = ["Sessions"],
        ["Cpu"] = ["Sessions", "Stacks"],
        ["Threads"] = ["Sessions", "Stacks"],
        ["."] = ["Sessions", "Stacks", "Counters", "Memory", "Cpu", "Threads"],
    });
}
