using Holdfast.Reports;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Peers;

/// <summary>Third-party servers. The findings of the suite are compared with a file, one by one.</summary>
[NonParallelizable] // What the peer keeps of a cut depends on how busy it is; beside other tests it would be busy with theirs.
public sealed class PeerTests
{
    private static readonly string Peer = Repository.PathTo("conformance", "peers", "tus-node-server");

    private static Dictionary<string, Finding> Known { get; } = Finding.Read(Path.Combine(Peer, "expected.json"));

    [Test]
    [CancelAfter(180_000)]
    public async Task The_node_server_has_exactly_the_defects_that_are_known(CancellationToken cancellationToken)
    {
        using var report = new TemporaryDirectory();
        var server = $"node '{Path.Combine(Peer, "server.mjs")}' {{port}} {{dir}}";
        var run = await HoldfastCommand.RunAsync(cancellationToken, "check", "--start", server, "--report", report.FullName, "--seed", "1");

        var document = ResultsDocument.Read(report.At(ReportDirectory.ResultsFile));
        var found = document.Cases.Where(result => result.Verdict is not (Verdict.Pass or Verdict.Observe or Verdict.Unsupported))
            .ToDictionary(result => result.Id, result => result.Verdict.ToWord());
        foreach (var (id, verdict) in found)
        {
            Known.ShouldContainKey(id, $"{id} is {verdict}: a new defect of the peer, or a false accusation");
            verdict.ShouldBe(Known[id].Verdict, id);
        }

        Known.Where(known => !known.Value.Sometimes && !found.ContainsKey(known.Key))
            .Select(known => $"{known.Key} is no longer found: a defect that was mended, or a check that went blind").ShouldBeEmpty();
        run.ExitCode.ShouldBe(ExitCode.Failed, run.StandardError);
    }

    [Test]
    public void Every_known_defect_says_how_it_is_known() => Known.ShouldAllBe(known => known.Value.Because.Length > 20);
}
