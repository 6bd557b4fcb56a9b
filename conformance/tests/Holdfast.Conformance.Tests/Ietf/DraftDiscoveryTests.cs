using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Selection;
using Holdfast.Conformance.Tests.Peer;
using Holdfast.Conformance.Tests.Tus;
using Holdfast.Conformance.Wire.Serving;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Ietf;

/// <summary>Which versions a target is asked about, and what is said of one that speaks none, some, or does not look.</summary>
[CancelAfter(60_000)]
public sealed partial class DraftDiscoveryTests
{
    [Test]
    public async Task A_target_that_speaks_no_version_is_unsupported_in_one_sentence_and_not_red(CancellationToken token)
    {
        await using var server = new TinyTus().Start();
        var results = await RunAsync(server, new CaseSelection { Protocol = "ietf" }, token);
        results.Cases.Count.ShouldBeGreaterThan(50);
        results.Cases.ShouldAllBe(
            result => result.Verdict == Verdict.Unsupported && result.Reason == "The target supports no version of the IETF draft.");
        results.Cases.ShouldAllBe(result => result.Id.StartsWith("ietf/10/", StringComparison.Ordinal));
    }

    [Test]
    public async Task Only_the_versions_that_a_target_speaks_are_checked(CancellationToken token)
    {
        await using var server = Speaking(version => version is 4 or 6);
        var results = await RunAsync(server, new CaseSelection { Protocol = "ietf", Only = ["ietf/interim/not-asked-for"] }, token);
        results.Cases.Select(result => result.Id)
            .ShouldBe(["ietf/4/interim/not-asked-for", "ietf/6/interim/not-asked-for"], ignoreOrder: true);
        results.Cases.ShouldAllBe(result => result.Verdict == Verdict.Pass);
        results.Run.Capabilities.ShouldContain(fact => fact.Name == "Upload-Draft-Interop-Version" && fact.Value == "4, 6");
    }

    [Test]
    public async Task A_selected_version_that_the_target_lacks_is_unsupported(CancellationToken token)
    {
        await using var server = Speaking(version => version == 6);
        var results =
            await RunAsync(server, new CaseSelection { Protocol = "ietf", Interop = [8], Only = ["ietf/interim/not-asked-for"] }, token);
        results.Cases.ShouldHaveSingleItem().Reason.ShouldBe("The target does not support interop version 8 of the IETF draft.");
    }

    [Test]
    public async Task A_target_that_ignores_the_version_gets_one_finding(CancellationToken token)
    {
        await using var server = Speaking(_ => true);
        var results = await RunAsync(server, new CaseSelection { Protocol = "ietf", Only = ["ietf/interim/not-asked-for"] }, token);
        var result = results.Cases.ShouldHaveSingleItem();
        result.Id.ShouldBe("ietf/10/interim/not-asked-for");
        result.Verdict.ShouldBe(Verdict.Fail);
        result.Checks.Where(check => check.Verdict == Verdict.Fail).SelectMany(check => check.Requirements)
            .ShouldAllBe(id => id == "IETF-169");
    }

    [Test]
    public async Task A_target_that_speaks_the_draft_alone_is_not_judged_by_tus(CancellationToken token)
    {
        await using var server = Speaking(version => version == 6);
        var results = await RunAsync(server, new CaseSelection { Only = ["ietf/interim/not-asked-for", "tus/core/head/no-store"] }, token);
        results.Cases.Single(result => result.Id == "tus/core/head/no-store").Reason.ShouldBe("The target does not support tus 1.0.");
    }

    [Test]
    public async Task A_target_without_either_protocol_is_reported(CancellationToken token)
    {
        await using var server = Speaking(_ => false);
        var outcome =
            await new ConformanceRun(Options(server, new CaseSelection()), CatalogueCases.Source, new SilentObserver()).RunAsync(token);
        outcome.ShouldBeOfType<RunOutcome.NothingRun>().Reason.ShouldContain("without a tus header field");
    }

    private static RunOptions Options(ScriptedServer server, CaseSelection selection) =>
        Runs.Options(server) with { Selection = selection };

    private static Task<ResultsDocument> RunAsync(ScriptedServer server, CaseSelection selection, CancellationToken token) =>
        Runs.FinishAsync(Options(server, selection), token);

    /// <summary>Announces every creation whose version it speaks, and ends each connection.</summary>
    private static ScriptedServer Speaking(Func<int?, bool> speaks) => ScriptedServer.Start(async connection =>
    {
        var head = await connection.ReceiveHeadAsync() ?? "";
        var field = Version().Matches(head);
        int? version = field is [{ Groups: var groups }] ? int.Parse(groups[1].Value, CultureInfo.InvariantCulture) : null;
        var announced = version is null ? "" : $"Upload-Draft-Interop-Version: {version}\r\n";
        var interim = head.StartsWith("POST ", StringComparison.Ordinal) && speaks(version)
            ? $"HTTP/1.1 104 Upload Resumption Supported\r\nLocation: /files/a\r\n{announced}\r\n"
            : "";
        await connection.SendAsync(interim + "HTTP/1.1 201 Created\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    });

    [GeneratedRegex(@"(?im)^Upload-Draft-Interop-Version: (\d{1,4})\r$")]
    private static partial Regex Version();
}
