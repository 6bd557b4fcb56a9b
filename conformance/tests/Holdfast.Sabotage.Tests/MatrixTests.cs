using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Selection;
using Holdfast.Reports.Results;

namespace Holdfast.Sabotage.Tests;

/// <summary>
/// The table of sabotages and cases: what can't fail proves nothing, so every case that judges is turned red by a defect, every defect
/// is caught, and no case that has nothing to do with it is.
/// </summary>
public sealed class MatrixTests
{
    private const string UpdateVariable = "HOLDFAST_UPDATE_GOLDEN";

    /// <summary>Cases whose defects are still to be written; a pattern goes when its last case has one.</summary>
    private static readonly string[] Unproven =
    [
        "tus/core/**",
        "tus/creation/**",
        "tus/creation-with-upload/**",
        "tus/creation-defer-length/**",
        "tus/checksum/**",
        "tus/checksum-trailer/**",
        "tus/concatenation/**",
        "tus/expiration/**",
        "tus/termination/**",
        "tus/resilience/**",
    ];

    private static IEnumerable<TestCaseData> Defects => DefectCatalogue.All.Select(defect => new TestCaseData(defect.Name).SetArgDisplayNames(defect.Name));

    [TestCaseSource(nameof(Defects))]
    [CancelAfter(120_000)]
    public async Task A_defect_turns_its_cases_red_and_no_other(string name, CancellationToken cancellationToken)
    {
        var defect = DefectCatalogue.All.Single(one => one.Name == name);
        var results = await Suite.RunAsync(defect, cancellationToken);
        var red = results.Where(Suite.IsRed).ToList();
        defect.Kills.Except(red.Select(result => result.Id)).ShouldBeEmpty("These cases had to notice and stayed green.");
        red.Where(result => !defect.Kills.Contains(result.Id) && !defect.MayKill.Any(glob => new Glob(glob).Matches(result.Id)))
            .Select(Told).ShouldBeEmpty("These cases have nothing to do with the defect.");
        red.Where(result => result.Verdict == Verdict.Harness).Select(Told).ShouldBeEmpty("A broken server must not break Holdfast.");
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task The_sound_server_turns_nothing_red_and_every_case_that_judges_it_has_a_defect(CancellationToken cancellationToken)
    {
        var results = await Suite.RunAsync(null, cancellationToken);
        results.Where(Suite.IsRed).Select(Told).ShouldBeEmpty();
        var judging = results.Where(result => result.Checks.Any(check => check.Verdict == Verdict.Pass)).Select(result => result.Id);
        judging.Except(DefectCatalogue.All.SelectMany(defect => defect.Kills)).Where(id => !Unproven.Any(glob => new Glob(glob).Matches(id)))
            .ShouldBeEmpty("Nothing proves that these cases can fail.");
    }

    [Test]
    public void Every_defect_has_a_name_of_its_own_and_names_cases_that_exist()
    {
        DefectCatalogue.All.Select(defect => defect.Name).ShouldBeUnique();
        DefectCatalogue.All.ShouldAllBe(defect => defect.Kills.Count > 0);
        DefectCatalogue.All.SelectMany(defect => defect.Kills).Except(CaseCatalogue.All.Select(@case => @case.Id)).ShouldBeEmpty();
        DefectCatalogue.All.SelectMany(defect => defect.MayKill).Where(glob => !CaseCatalogue.All.Any(@case => new Glob(glob).Matches(@case.Id))).ShouldBeEmpty();
    }

    [Test]
    public void The_page_shows_the_matrix()
    {
        var page = SabotagePage.Render(DefectCatalogue.All);
        var path = Path.Combine(Root(new DirectoryInfo(AppContext.BaseDirectory)), "docs", "sabotage.md");
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(path, page);
        }

        File.ReadAllText(path).ShouldBe(page, $"The page is older than the defects. Run this test with {UpdateVariable}=1 and read the difference.");
    }

    private static string Root(DirectoryInfo from) => File.Exists(Path.Combine(from.FullName, "Conformance.sln")) ? from.FullName : Root(from.Parent!);

    private static string Told(CaseRecord result) =>
        $"{result.Id}: {result.Verdict} {result.Reason} {string.Join("; ", result.Checks.Where(check => check.Verdict is not (Verdict.Pass or Verdict.Observe)).Select(check => $"{check.Subject}: {check.Actual}"))}";
}
