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

    /// <summary>
    /// Some defects show in a race only, and a machine that is busy with something else can spoil a timing: what is missing or strange is
    /// asked for so often again before it counts. What comes by chance, the sound server's many runs would show.
    /// </summary>
    private const int AskedAgain = 3;

    private static IEnumerable<TestCaseData> Defects =>
        DefectCatalogue.All.Select(defect => new TestCaseData(defect.Name).SetArgDisplayNames(defect.Name));

    [OneTimeSetUp]
    public static void TellTheRotation() => TestContext.Progress.WriteLine($"Sabotage: {Rotation.Text}");

    [TestCaseSource(nameof(Defects))]
    [CancelAfter(240_000)]
    public async Task A_defect_turns_its_cases_red_and_no_other(string name, CancellationToken cancellationToken)
    {
        var (place, defect) = DefectCatalogue.All.Index().Single(one => one.Item.Name == name);
        var first = await RedAsync(defect, Rotation.AsksAll(place) ? [] : [.. defect.Kills], cancellationToken);
        var missing = defect.Kills.Except(first.Keys).ToHashSet();
        var strays = Strays(defect, first);
        for (var time = 1; time <= AskedAgain && missing.Count + strays.Count > 0; time++)
        {
            TestContext.Out.WriteLine(
                $"Asked again: {string.Join(", ", missing.Select(id => $"{id} stayed green").Concat(strays.Values.Select(Told)))}");
            var again = await RedAsync(defect, [.. missing.Concat(strays.Keys)], cancellationToken);
            missing.ExceptWith(again.Keys);
            strays = Strays(defect, again);
        }

        missing.ShouldBeEmpty("These cases had to notice and stayed green.");
        strays.Values.Select(Told).ShouldBeEmpty("These cases have nothing to do with the defect.");
        first.Values.Where(Suite.AccusesWithoutRequirement).Select(Told).ShouldBeEmpty("Who accuses cites what was broken.");
        first.Values.Where(result => result.Verdict == Verdict.Harness).Select(Told)
            .ShouldBeEmpty("A broken server must not break Holdfast.");
    }

    [TestCase("tus")]
    [TestCase("ietf")]
    [CancelAfter(240_000)]
    public async Task The_sound_server_turns_nothing_red_and_every_case_that_judges_it_has_a_defect(
        string protocol, CancellationToken cancellationToken)
    {
        var results = await Suite.RunSoundAsync(protocol, cancellationToken);
        results.Where(Suite.IsRed).Select(Told).ShouldBeEmpty();
        var judging = results.Where(result => result.Checks.Any(check => check.Verdict == Verdict.Pass)).Select(Suite.IdOf).Distinct();
        judging.Except(DefectCatalogue.All.SelectMany(defect => defect.Kills))
            .ShouldBeEmpty("Nothing proves that these cases can fail.");
    }

    [Test]
    public void Every_defect_has_a_name_of_its_own_and_names_cases_that_exist()
    {
        DefectCatalogue.All.Select(defect => defect.Name).ShouldBeUnique();
        DefectCatalogue.All.ShouldAllBe(defect => defect.Kills.Count > 0);
        DefectCatalogue.All.SelectMany(defect => defect.Kills).Except(CaseCatalogue.All.Select(@case => @case.Id)).ShouldBeEmpty();
        DefectCatalogue.All.Where(defect => defect.Protocol == "ietf")
            .SelectMany(defect => defect.Kills.Where(id => !Applies(id, defect.Interop)).Select(id => $"{defect.Name}: {id}"))
            .ShouldBeEmpty("These cases do not run in the version of the defect.");
        DefectCatalogue.All.SelectMany(defect => defect.MayKill).Distinct().Select(pattern => new Glob(pattern))
            .Where(glob => !CaseCatalogue.All.Any(@case => glob.Matches(@case.Id))).Select(glob => glob.Pattern).ShouldBeEmpty();
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

        File.ReadAllText(path)
            .ShouldBe(page, $"The page is older than the defects. Run this test with {UpdateVariable}=1 and read the difference.");
    }

    private static async Task<Dictionary<string, CaseRecord>> RedAsync(
        Defect defect, IReadOnlyList<string> only, CancellationToken cancellationToken) =>
        (await Suite.RunAsync(defect, only, cancellationToken)).Where(Suite.IsRed).ToDictionary(Suite.IdOf);

    private static Dictionary<string, CaseRecord> Strays(Defect defect, Dictionary<string, CaseRecord> red) =>
        red.Where(one => !defect.Kills.Contains(one.Key) && !defect.MayKill.Any(glob => new Glob(glob).Matches(one.Key))).ToDictionary();

    private static bool Applies(string id, int interop) => CaseCatalogue.Find(id)?.Versions.Contains(interop) != false;

    private static string Root(DirectoryInfo from) =>
        File.Exists(Path.Combine(from.FullName, "Conformance.sln")) ? from.FullName : Root(from.Parent!);

    internal static string Told(CaseRecord result) =>
        $"{result.Id}: {result.Verdict} {result.Reason} " + string.Join("; ", result.Checks
            .Where(check => check.Verdict is not (Verdict.Pass or Verdict.Observe))
            .Select(check => $"{check.Subject}: {check.Actual}"));
}
