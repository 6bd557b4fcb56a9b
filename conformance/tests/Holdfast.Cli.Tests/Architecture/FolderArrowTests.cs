using NetArchTest.Rules;

namespace Holdfast.Cli.Tests.Architecture;

/// <summary>Holds the arrows between the folders of a project. Another project needs a table of its own, and a line in <see cref="Projects"/>.</summary>
public sealed class FolderArrowTests
{
    private static IEnumerable<FolderArrows> Projects => [ConformanceFolders.Arrows];

    [TestCaseSource(nameof(Projects))]
    public void A_folder_knows_only_what_its_table_allows(object project)
    {
        var arrows = (FolderArrows)project;
        arrows.Known.Keys.SelectMany(folder => Forbidden(arrows, folder)).ShouldBeEmpty();
    }

    [TestCaseSource(nameof(Projects))]
    public void A_table_names_every_folder_with_code_and_no_other(object project)
    {
        var arrows = (FolderArrows)project;
        var folders = new DirectoryInfo(Repository.PathTo(arrows.Project)).EnumerateDirectories()
            .Where(folder => folder.Name is not ("bin" or "obj") && folder.EnumerateFiles("*.cs", SearchOption.AllDirectories).Any());
        arrows.Known.Keys.ShouldBe(folders.Select(folder => folder.Name), ignoreOrder: true);
        arrows.Known.SelectMany(pair => pair.Value).Except(arrows.Known.Keys).ShouldBeEmpty("An arrow leads to a folder that is not there.");
    }

    [TestCaseSource(nameof(Projects))]
    public void Arrows_go_one_way_but_for_loops_that_have_a_reason(object project)
    {
        var arrows = (FolderArrows)project;
        arrows.Known.Keys.Where(folder => arrows.ReachedFrom(folder).Contains(folder)).ShouldBe(arrows.Loops?.Keys ?? [], ignoreOrder: true);
    }

    private static IEnumerable<string> Forbidden(FolderArrows arrows, string folder)
    {
        string[] others = [.. arrows.Known.Keys.Except([folder, .. arrows.Known[folder]]).Select(other => $"{arrows.Namespace}.{other}")];
        var result = Types.InAssembly(arrows.Assembly).That().ResideInNamespace($"{arrows.Namespace}.{folder}").ShouldNot().HaveDependencyOnAny(others).GetResult();
        return result.FailingTypes.Select(type => $"{type.FullName}: {type.Explanation}");
    }
}
