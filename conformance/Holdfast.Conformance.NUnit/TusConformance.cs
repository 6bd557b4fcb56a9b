using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Selection;
using NUnit.Framework;

namespace Holdfast.Conformance.NUnit;

/// <summary>
/// Shows every case for tus 1.0 as a test of its own, named by its id. Derive a fixture from this and say where the server is.
/// </summary>
/// <remarks>
/// A broken MUST fails the test and a broken SHOULD warns; a case whose extension the server does not announce is ignored, and one
/// whose outcome is unknown is inconclusive. The server is started once for the fixture.
/// </remarks>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public abstract class TusConformance
{
    private RunOptions? _options;

    /// <summary>Every case for tus 1.0, as NUnit takes them.</summary>
    public static IEnumerable<TestCaseData> Cases { get; } =
    [
        .. CaseCatalogue.All.Where(@case => @case.Id.StartsWith("tus/", StringComparison.Ordinal)).Select(@case =>
            new TestCaseData(@case.Id).SetName(@case.Id).SetDescription(@case.Title).SetCategory(string.Join('/', @case.Id.Split('/').Take(2)))),
    ];

    /// <summary>Starts the server, and gives the URL that uploads are created at. A server that runs already only needs its URL.</summary>
    /// <param name="cancellationToken">Ends the test run.</param>
    protected abstract ValueTask<Uri> StartAsync(CancellationToken cancellationToken);

    /// <summary>Ends what <see cref="StartAsync"/> started.</summary>
    protected virtual ValueTask StopAsync() => ValueTask.CompletedTask;

    /// <summary>
    /// Changes what a case runs with: fields for every request, a seed, a baseline, a frozen set of requirements, whether warnings
    /// fail (<see cref="RunOptions.Strict"/>). Cases that the selection leaves out are ignored.
    /// </summary>
    /// <param name="options">The server's URL, and a seed that is another in each test run.</param>
    protected virtual RunOptions Configure(RunOptions options) => options;

    /// <summary>Starts the server, once for all cases.</summary>
    [OneTimeSetUp]
    public async Task StartOnceAsync()
    {
        var url = await StartAsync(TestContext.CurrentContext.CancellationToken);
        var seed = (ulong)System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue);
        _options = Configure(new RunOptions { Target = new Target { Url = url }, Seed = seed });
    }

    /// <summary>Ends the server.</summary>
    [OneTimeTearDown]
    public async Task StopOnceAsync() => await StopAsync();

    /// <summary>Runs one case and asserts what came of it.</summary>
    /// <param name="id">The case's id.</param>
    [TestCaseSource(nameof(Cases))]
    public async Task Case(string id)
    {
        var (selected, nothing) = _options!.Selection.Choose(CaseCatalogue.All);
        if (nothing is not null)
        {
            Assert.Fail(nothing);
        }

        var set = _options.Requirements;
        if (!selected.Any(@case => @case.Id == id) || set?.Cases.ContainsKey(id) == false)
        {
            Assert.Ignore("The fixture's selection leaves this case out.");
        }

        var options = _options with { Selection = new CaseSelection { Only = [id] } };
        var outcome = await new ConformanceRun(options, new SilentObserver()).RunAsync(TestContext.CurrentContext.CancellationToken);
        switch (outcome)
        {
            case RunOutcome.Finished { Results.Cases: var cases } when cases.FirstOrDefault(result => result.Id == id) is { } result:
                CaseAssertion.Assert(result, options);
                break;
            case RunOutcome.NothingRun stopped:
                Assert.Fail(stopped.Reason);
                break;
            default:
                Assert.Inconclusive("The run was stopped before the case had a verdict.");
                break;
        }
    }
}
