using System.Text.Json;
using Holdfast.Reports;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Peers;

/// <summary>Servers that nobody here wrote. What the suite says of them is compared with a file, finding by finding.</summary>
public sealed class PeerTests
{
    private static readonly string Peer = Repository.PathTo("conformance", "peers", "tus-node-server");

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
        var known = Known();
        found.Keys.Except(known.Keys).Select(id => $"{id} is {found[id]}: a new defect of the peer, or a false accusation").ShouldBeEmpty();
        known.Keys.Except(found.Keys).Select(id => $"{id} is no longer found: a defect that was mended, or a check that went blind").ShouldBeEmpty();
        found.ShouldBe(known, ignoreOrder: true);
        run.ExitCode.ShouldBe(ExitCode.Failed, run.StandardError);
    }

    [Test]
    public void Every_known_defect_says_how_it_is_known()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Peer, "expected.json")));
        foreach (var finding in file.RootElement.GetProperty("findings").EnumerateArray())
        {
            finding.GetProperty("because").GetString()!.Length.ShouldBeGreaterThan(20, finding.GetProperty("case").GetString());
        }
    }

    private static Dictionary<string, string> Known()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Peer, "expected.json")));
        return file.RootElement.GetProperty("findings").EnumerateArray()
            .ToDictionary(finding => finding.GetProperty("case").GetString()!, finding => finding.GetProperty("verdict").GetString()!);
    }
}
