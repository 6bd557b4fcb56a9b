namespace Holdfast.Cli.Tests.Architecture;

/// <summary>
/// Holds the arrows between the folders of a project. Another project needs a table of its own, and a line in <see cref="Projects"/>.
/// </summary>
public sealed class FolderArrowTests
{
    private static IEnumerable<FolderArrows> Projects =>
    [
        ChaosFolders.Arrows, CliFolders.Arrows, ClientFolders.Arrows, ConformanceFolders.Arrows, ProfilingFolders.Arrows,
        ProtocolFolders.Arrows, ReportFolders.Arrows, S3Folders.Arrows, ServerFolders.Arrows,
    ];

    [TestCaseSource(nameof(Projects))]
    public void A_folder_uses_only_what_its_table_allows(object project)
    {
        var arrows = (FolderArrows)project;
        var forbidden =
            from use in ProjectFolders.Of(arrows.Project).Uses
            let user = arrows.NameOf(use.From)
            let used = arrows.NameOf(use.To)
            where user is not null && used is not null && user != used && !arrows.Known[user].Contains(used)
            select use.ToString();
        forbidden.ShouldBeEmpty();
    }

    [TestCaseSource(nameof(Projects))]
    public void A_table_names_every_folder_with_code_and_no_other(object project)
    {
        var arrows = (FolderArrows)project;
        var folders = ProjectFolders.Of(arrows.Project).Folders;
        folders.Where(folder => arrows.NameOf(folder) is null).ShouldBeEmpty("The table does not name these folders.");
        arrows.Known.Keys.Except(folders.Select(arrows.NameOf)).ShouldBeEmpty("The table names folders without code.");
        arrows.Known.SelectMany(pair => pair.Value).Except(arrows.Known.Keys)
            .ShouldBeEmpty("An arrow leads to a folder that is not there.");
    }

    [TestCaseSource(nameof(Projects))]
    public void Arrows_go_one_way(object project) => ((FolderArrows)project).InLoops.ShouldBeEmpty();

    [Test]
    public void A_loop_of_arrows_is_found()
    {
        var arrows = new FolderArrows(
            "a/B", new Dictionary<string, string[]> { ["X"] = ["Y"], ["Y"] = ["Z"], ["Z"] = ["X"], ["W"] = ["X"] });

        arrows.InLoops.ShouldBe(["X", "Y", "Z"]);
    }

    [TestCase("Holdfast.Chaos.ChaosProxy", "Holdfast.Chaos.Connections.ConnectionTable", Reason = "A field.")]
    [TestCase("Holdfast.Chaos.Connections.Dialler", "Holdfast.Chaos.Connections.Transports.Connector",
        Reason = "A call in an async method.")]
    [TestCase("Holdfast.Chaos.ChaosProxyOptions", "Holdfast.Chaos.Toxic", Reason = "An argument of a generic type.")]
    public void Uses_in_members_bodies_and_generic_arguments_are_found(string user, string used) =>
        ProjectFolders.Of("chaos/Holdfast.Chaos").Uses.ShouldContain(use => use.User == user && use.Used == used);

    [Test]
    public void Uses_in_razor_components_are_found() => ProjectFolders.Of("reports/Holdfast.Reports").Uses.ShouldContain(
        use => use.User == "Holdfast.Reports.Html.FindingCard" && use.Used == "Holdfast.Reports.Findings.Finding");
}
