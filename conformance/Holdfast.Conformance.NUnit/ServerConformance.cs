using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Selection;
using Holdfast.Conformance.Targets;
using NUnit.Framework;

namespace Holdfast.Conformance.NUnit;

/// <summary>The common base of the fixtures of both protocols: it starts a server once, and turns each verdict into NUnit's.</summary>
/// <remarks>
/// A broken MUST fails the test and a broken SHOULD warns; a case whose extension the server does not announce is ignored, and one whose
/// outcome is unknown is inconclusive. The server is started once for the fixture.
/// </remarks>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public abstract class ServerConformance
{
    private readonly string _protocol;
    private RunOptions? _options;
    private HashSet<string> _selected = [];
    private string? _nothing;

    private protected ServerConformance(string protocol) => _protocol = protocol;

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
        _options = Configure(new RunOptions { Subject = new RunSubject.Server(new Target { Url = url }), Seed = seed });
        (var selected, _nothing) = _options.Selection.Choose(CaseCatalogue.Variants);
        _selected = [.. selected.Where(@case => _options.Requirements?.Has(@case.CatalogueId) != false).Select(@case => @case.Id)];
    }

    /// <summary>Ends the server.</summary>
    [OneTimeTearDown]
    public async Task StopOnceAsync() => await StopAsync();

    private protected async Task RunAsync(string id)
    {
        if (_nothing is not null)
        {
            Assert.Fail(_nothing);
        }

        if (!_selected.Contains(id))
        {
            Assert.Ignore("The fixture's selection leaves this case out.");
        }

        var options = _options! with { Selection = new CaseSelection { Protocol = _protocol, Only = [id] } };
        var outcome = await new ConformanceRun(options, CatalogueCases.Source, new SilentObserver()).RunAsync(
            TestContext.CurrentContext.CancellationToken);
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
