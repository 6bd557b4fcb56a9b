using System.Reflection;
using Holdfast.Cli.Tests.Processes;
using Holdfast.Conformance.Catalogue;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Stores;

/// <summary>
/// A small server with one defect each that only a fault of the network to its store reveals: each of these cases can fail.
/// </summary>
public sealed class BrokenStoreTests
{
    /// <summary>The cases that find a defect here.</summary>
    private static HashSet<string> Found { get; } =
        [.. typeof(BrokenStoreTests).GetMethod(nameof(A_defect_is_found))!.GetCustomAttributes<TestCaseAttribute>()
            .SelectMany(test => IdsOf((string)test.Arguments[1]!, (string)test.Arguments[2]!))];

    [Test]
    [CancelAfter(180_000)]
    public async Task The_small_server_passes_without_a_defect_and_each_case_judges_what_it_names(CancellationToken cancellationToken)
    {
        var results = await CheckAsync("none", ["tus/store", "ietf/store"], cancellationToken);

        var cases = CaseCatalogue.All.Where(one => one.BreaksStore).ToList();
        results.Cases.Select(result => CaseCatalogue.Find(result.Id)!.CatalogueId).ShouldBe(cases.Select(one => one.Id), ignoreOrder: true);
        results.Cases.Where(result => result.Verdict != Verdict.Pass).Select(ProcessSuite.Describe).ShouldBeEmpty();
        results.Cases.ShouldAllBe(result => result.Evidence.Faults.Count > 0);
        results.Cases.ShouldAllBe(result => result.Checks.Any(check => check.Subject == "History of the case"));
        foreach (var result in results.Cases)
        {
            var judges = cases.Single(one => one.Id == CaseCatalogue.Find(result.Id)!.CatalogueId).Judges;
            result.Checks.Where(check => check.Operations is null).SelectMany(check => check.Requirements).Except(judges)
                .ShouldBeEmpty($"{result.Id} looks at what it does not name");
        }
    }

    [TestCase("ignores-failures", "tus", "cut/append reset/append refused/append refused/completion", "fail", "TUS-038")]
    [TestCase("ignores-failures", "tus", "refused/creation", "warn", "P-04")]
    [TestCase("ignores-failures", "tus", "refused/termination", "warn", "TUS-124")]
    [TestCase("denies", "tus", "black-hole/append unavailable/append error/append lost-responses/creation", "warn", "P-04")]
    [TestCase("appends-again", "tus", "lost-response/append lost-responses/append lost-response/completion lost-responses/completion",
        "fail", "TUS-038")]
    [TestCase("impatient", "tus", "slow/append", "warn", "A-34")]
    [TestCase("is-taken-by-itself", "tus", "lost-response/creation", "warn", "P-04")]
    [TestCase("stuck", "tus", "lost-response/termination lost-responses/termination", "warn", "A-69")]
    [TestCase("ignores-failures", "ietf", "cut/append reset/append refused/append", "fail", "IETF-005")]
    [TestCase("ignores-failures", "ietf", "refused/completion", "fail", "IETF-005")]
    [TestCase("ignores-failures", "ietf", "refused/creation", "warn", "IETF-001")]
    [TestCase("ignores-failures", "ietf", "refused/termination", "warn", "IETF-123")]
    [TestCase("denies", "ietf", "black-hole/append unavailable/append error/append lost-responses/creation", "warn", "IETF-001")]
    [TestCase("appends-again", "ietf", "lost-response/append lost-responses/append lost-response/completion lost-responses/completion",
        "warn", "IETF-010")]
    [TestCase("impatient", "ietf", "slow/append", "warn", "IETF-104")]
    [TestCase("is-taken-by-itself", "ietf", "lost-response/creation", "warn", "IETF-001")]
    [TestCase("stuck", "ietf", "lost-response/termination lost-responses/termination", "warn", "IETF-123")]
    [CancelAfter(120_000)]
    public async Task A_defect_is_found(
        string defect, string protocol, string cases, string verdict, string requirement, CancellationToken cancellationToken)
    {
        var ids = IdsOf(protocol, cases);
        var results = await CheckAsync(defect, ids, cancellationToken);

        results.Cases.Count.ShouldBe(ids.Count);
        foreach (var result in results.Cases)
        {
            result.Verdict.ToWord().ShouldBe(verdict, ProcessSuite.Describe(result));
            result.Checks.Where(check => check.Verdict is Verdict.Fail or Verdict.Warn).SelectMany(check => check.Requirements)
                .ShouldContain(requirement, ProcessSuite.Describe(result));
        }
    }

    [Test]
    public void Every_case_is_proven_able_to_fail() =>
        CaseCatalogue.All.Where(one => one.BreaksStore).Select(one => one.Id).Except(Found)
            .ShouldBeEmpty("Nothing proves that these cases can fail.");

    [TestCase("contains '{store}', which stands for the address of the server's store", "--start", "node server.mjs {port} {store}")]
    [TestCase("needs a server that Holdfast starts", "--start", "node server.mjs {port}", "--store-address", "127.0.0.1:9000")]
    [TestCase("'nowhere' is not an address. Expected host and port", "--start", "node server.mjs {store}", "--store-address", "nowhere")]
    [TestCase("use --store s3, or give a server's command with --start that contains {store}", "--only", "tus/store")]
    [CancelAfter(30_000)]
    public async Task A_store_that_cannot_be_broken_is_reported(string said, params string[] arguments)
    {
        var run = await HoldfastCommand.RunAsync(TestContext.CurrentContext.CancellationToken, ["check", .. arguments]);

        run.ExitCode.ShouldBeOneOf(ExitCode.Usage, ExitCode.NothingRun);
        run.StandardError.ShouldContain(said);
    }

    private static List<string> IdsOf(string protocol, string cases) => [.. cases.Split(' ').Select(path => $"{protocol}/store/{path}")];

    private static async Task<ResultsDocument> CheckAsync(
        string defect, IReadOnlyList<string> only, CancellationToken cancellationToken)
    {
        using var store = await StoreServer.StartAsync(cancellationToken);
        return await ProcessSuite.CheckAsync(
            StoreServer.Broken(defect), cancellationToken,
            ["--store-address", store.Address, "--seed", "1", .. only.SelectMany(id => new[] { "--only", id })]);
    }
}
