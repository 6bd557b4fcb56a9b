using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Selection;
using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Walks;
using Holdfast.Reports.Results;

namespace Holdfast.Sabotage.Tests;

/// <summary>Random walks find defects that no step of theirs was written for.</summary>
public sealed class WalkTests
{
    [TestCase("resilience/goes-back", "acknowledged bytes are never lost")]
    [TestCase("faults/stores-later", "acknowledged bytes are never lost")]
    [TestCase("termination/takes-neighbours", "unrelated uploads are untouched")]
    [TestCase("resilience/late-octets-appended", "the offset never exceeds the bytes sent")]
    [TestCase("resilience/no-locks", "exactly one of several racing writers wins")]
    [TestCase("patch/offset-ahead-accepted", "the offset never exceeds the bytes sent")]
    [TestCase("termination/download-survives", "what is deleted stays deleted")]
    [TestCase("faults/reset-leaks-the-lock", "an undisturbed upload can be finished")]
    [CancelAfter(120_000)]
    public async Task A_walk_finds_a_defect(string name, string invariant, CancellationToken cancellationToken)
    {
        var directory = Scratch.NewDirectory();
        try
        {
            await using var server = await DefectiveServer.StartAsync(
                DefectCatalogue.All.Single(defect => defect.Name == name), directory.FullName, port: 0, cancellationToken);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var options = new RunOptions
            {
                Subject = new RunSubject.Server(new Target { Url = server.Url, Patience = TimeSpan.FromSeconds(5) }),
                Selection = new CaseSelection { Protocol = "tus" },
                Seed = 1,
            };
            var walks = new RandomWalks(new ChaosOptions { Duration = TimeSpan.FromSeconds(60), Clients = 4 });
            var found = new Finder(invariant, stop);
            await new ConformanceRun(options, walks, found).RunAsync(stop.Token);
            cancellationToken.IsCancellationRequested.ShouldBeFalse();
            found.IsFound.ShouldBeTrue($"No walk of {found.Walks} broke it. What they broke: {string.Join(", ", found.Broken.Order())}.");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private sealed class Finder(string invariant, CancellationTokenSource stop) : IRunObserver
    {
        public int Walks { get; private set; }

        public bool IsFound => Broken.Contains(invariant);

        public HashSet<string> Broken { get; } = [];

        public Task OnRunAsync(RunRecord run) => Task.CompletedTask;

        public Task OnCaseStartAsync(Conformance.Engine.Case started) => Task.CompletedTask;

        public Task OnCaseAsync(CaseRecord result)
        {
            Walks++;
            Broken.UnionWith(WalkVerdict.Broken(result));
            return IsFound ? stop.CancelAsync() : Task.CompletedTask;
        }

        public Task OnSummaryAsync(SummaryRecord summary) => Task.CompletedTask;
    }
}
