using System.Security.Cryptography;
using System.Text;
using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Requirements;
using Holdfast.Conformance.Selection;
using Holdfast.Conformance.Tests.Peer;
using Holdfast.Conformance.Tests.Tus;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Selection;

/// <summary>A frozen set says for ever what it said in its month.</summary>
public sealed class RequirementSetTests
{
    private const string UpdateVariable = "HOLDFAST_UPDATE_GOLDEN";

    private static readonly string Root = RootFrom(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Hashes =>
        Path.Combine(Root, "conformance", "tests", "Holdfast.Conformance.Tests", "Selection", "requirement-sets.sha256");

    /// <summary>
    /// Freezes with HOLDFAST_UPDATE_GOLDEN=1: the set of the running month takes the catalogue as it is, until the month is over. Build
    /// again afterwards: the sets are embedded.
    /// </summary>
    [Test]
    public void A_frozen_set_never_changes()
    {
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            Freeze();
        }

        foreach (var file in Directory.GetFiles(Sets, "*.json"))
        {
            File.ReadAllText(Hashes).Split('\n')
                .ShouldContain(Hash(file), $"'{Path.GetFileName(file)}' is frozen. A set of another month takes what is new.");
        }
    }

    [Test]
    public void Every_case_and_requirement_of_a_set_still_exists_and_is_judged()
    {
        RequirementSets.All.ShouldNotBeEmpty();
        foreach (var set in RequirementSets.All)
        {
            set.Cases.ShouldNotBeEmpty(set.Name);
            set.Cases.Keys.Where(id => CaseCatalogue.Find(id) is null)
                .ShouldBeEmpty($"'{set.Name}' names cases that are gone: ids are for ever.");
            set.Cases.Values.SelectMany(ids => ids).Except(RequirementCatalogue.All.Select(requirement => requirement.Id))
                .ShouldBeEmpty(set.Name);
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_run_by_a_set_judges_its_cases_and_requirements_and_no_others(CancellationToken token)
    {
        var set = new RequirementSet
        {
            Name = "test", Cases = new Dictionary<string, IReadOnlyList<string>>
            {
                ["tus/core/patch/appends"] = ["TUS-036"], ["tus/core/head/length"] = ["TUS-022"],
            },
        };
        await using var server = new TinyTus((request, answer) =>
            request.Method == "PATCH" ? answer.Replace("\nUpload-Offset: 4", "", StringComparison.Ordinal) : answer).Start();
        var results = await Runs.FinishAsync(Runs.Options(server, "tus/core") with { Requirements = set }, token);

        results.Run.Requirements.ShouldBe("test");
        results.Cases.Select(result => result.Id).ShouldBe(["tus/core/head/length", "tus/core/patch/appends"], ignoreOrder: true);
        var appends = results.Cases.Single(result => result.Id == "tus/core/patch/appends");
        appends.Verdict.ShouldBe(Verdict.Pass, "the missing Upload-Offset breaks TUS-037, which is not in the set");
        appends.Checks.Where(check => check.Verdict == Verdict.Pass).SelectMany(check => check.Requirements).Distinct()
            .ShouldBe(["TUS-036"]);
        appends.Requirements.Select(requirement => requirement.Id).ShouldContain("TUS-036");
    }

    [Test]
    public void A_retired_id_in_a_set_selects_the_case_that_took_its_place_and_judges_it_by_what_the_set_has()
    {
        var set = new RequirementSet
        {
            Name = "test", Cases = new Dictionary<string, IReadOnlyList<string>> { ["tus/resilience/cut/closed-in-body"] = ["TUS-043"] },
        };
        CaseCatalogue.Variants.Select(@case => @case.CatalogueId).Where(set.Has).ShouldBe(["tus/resilience/cut/in-body/fin"]);
        set.Judges("tus/resilience/cut/in-body/fin", "TUS-043").ShouldBeTrue();
        set.Judges("tus/resilience/cut/in-body/fin", "TUS-038").ShouldBeFalse();
        set.Has("tus/resilience/cut/in-body/reset").ShouldBeFalse();
    }

    [Test]
    public void A_requirement_outside_the_set_is_a_fact_and_weighs_nothing_beside_one_inside()
    {
        var checks = new CheckList(id => id == "TUS-029");
        checks.Judge("a", "1", "2", holds: false, "TUS-036");
        checks.Judge("b", "1", "2", holds: false, "TUS-036", "TUS-029");
        checks.Unknown("c", "1", "2", "TUS-036");
        checks.ToRecords().Select(check => check.Verdict).ShouldBe([Verdict.Observe, Verdict.Warn, Verdict.Observe]);
        checks.ToRecords()[1].Requirements.ShouldBe(["TUS-029"]);
    }

    private static string Sets => Path.Combine(Root, "conformance", "Holdfast.Conformance", "Selection", "Sets");

    private static void Freeze()
    {
        var name = $"tus-1.0-{TimeProvider.System.GetUtcNow():yyyy-MM}";
        var cases = CaseCatalogue.Variants.Where(@case => @case.Id.StartsWith("tus/", StringComparison.Ordinal))
            .ToDictionary(@case => @case.Id, @case => @case.Judges);
        var file = Path.Combine(Sets, name + ".json");
        if (File.Exists(file))
        {
            File.WriteAllText(file, RequirementSets.Write(new RequirementSet { Name = name, Cases = cases }));
            var others = File.Exists(Hashes)
                ? File.ReadAllLines(Hashes).Where(line => !line.EndsWith(name + ".json", StringComparison.Ordinal)) : [];
            File.WriteAllLines(Hashes, others.Append(Hash(file)).Order(StringComparer.Ordinal));
        }
    }

    private static string Hash(string file) =>
        $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(File.ReadAllText(file).ReplaceLineEndings("\n"))))}  "
            + $"{Path.GetFileName(file)}";

    private static string RootFrom(DirectoryInfo from) =>
        File.Exists(Path.Combine(from.FullName, "Conformance.sln")) ? from.FullName : RootFrom(from.Parent!);
}
