namespace Holdfast.Cli.Tests;

/// <summary>Where this checkout is.</summary>
internal static class Repository
{
    public static DirectoryInfo Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string PathTo(params string[] parts) => Path.Combine([Root.FullName, .. parts]);

    private static DirectoryInfo Find(DirectoryInfo from) =>
        File.Exists(Path.Combine(from.FullName, "Conformance.sln")) ? from : Find(from.Parent!);
}
