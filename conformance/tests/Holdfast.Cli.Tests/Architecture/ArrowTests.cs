using System.Xml.Linq;

namespace Holdfast.Cli.Tests.Architecture;

/// <summary>Checks the arrows of the design: the permitted references between projects and folders.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Holdfast.Cli"] =
        [
            "Holdfast.Conformance", "Holdfast.Chaos", "Holdfast.Client", "Holdfast.Reports", "Holdfast.Server",
            "Holdfast.Server.Hooks.Grpc", "Holdfast.Server.Hooks.Plugins", "Holdfast.Server.Profiling", "Holdfast.Server.Redis",
            "Holdfast.Server.S3",
        ],
        ["Holdfast.Client"] = ["Holdfast.Protocol"],
        ["Holdfast.Conformance"] = ["Holdfast.Chaos", "Holdfast.Reports"],
        ["Holdfast.Conformance.NUnit"] = ["Holdfast.Conformance"],
        ["Holdfast.Server"] = ["Holdfast.Protocol"],
        ["Holdfast.Server.Hooks.Grpc"] = ["Holdfast.Server"],
        ["Holdfast.Server.Hooks.Plugins"] = ["Holdfast.Server"],
        ["Holdfast.Server.Profiling"] = [],
        ["Holdfast.Server.Redis"] = ["Holdfast.Server"],
        ["Holdfast.Server.S3"] = ["Holdfast.Server"],
        ["FileNamePlugin"] = ["Holdfast.Server"],
        ["Holdfast.Protocol"] = [],
        ["Holdfast.Chaos"] = [],
        ["Holdfast.Reports"] = [],
    };

    private static readonly string[] Rooms = ["chaos", "clients", "conformance", "docs", "reference-server", "reports"];

    private static IEnumerable<FileInfo> Shipped => Repository.Root.EnumerateFiles("*.csproj", SearchOption.AllDirectories)
        .Where(project =>
            !project.DirectoryName!.Split(Path.DirectorySeparatorChar).Any(part => part is "tests" or "bench" or "node_modules"));

    [Test]
    public void Every_shipped_project_references_only_what_the_design_allows()
    {
        foreach (var project in Shipped)
        {
            var name = Path.GetFileNameWithoutExtension(project.Name);
            Arrows.ShouldContainKey(name, $"'{name}' is not in the design's table.");
            References(project).Except(Arrows[name]).ShouldBeEmpty($"'{name}' knows somebody it must not know.");
        }
    }

    [Test]
    public void The_table_of_arrows_has_a_project_for_every_entry() =>
        Shipped.Select(project => Path.GetFileNameWithoutExtension(project.Name)).ShouldBe(Arrows.Keys, ignoreOrder: true);

    [Test]
    public void The_suite_never_loads_the_server()
    {
        var assembly = typeof(Conformance.Engine.ConformanceRun).Assembly;
        assembly.GetReferencedAssemblies().Select(reference => reference.Name)
            .ShouldNotContain(name => name == "Holdfast.Server" || name == "Holdfast.Protocol" || name == "Holdfast.Client");
    }

    [Test]
    public void The_top_level_holds_the_rooms_of_the_design_and_nothing_else()
    {
        var folders = Repository.Root.EnumerateDirectories().Select(folder => folder.Name)
            .Where(name => !name.StartsWith('.') && name is not ("artifacts" or "tools" or "node_modules" or "holdfast-report"));
        folders.Except(Rooms).ShouldBeEmpty();
    }

    private static IEnumerable<string> References(FileInfo project) => XDocument.Load(project.FullName).Descendants("ProjectReference")
        .Select(reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')));
}
