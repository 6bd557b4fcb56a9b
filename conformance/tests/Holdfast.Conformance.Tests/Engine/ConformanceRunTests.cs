using System.Net;
using System.Net.Sockets;
using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Selection;
using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Tests.Peer;
using Holdfast.Conformance.Tests.Tus;
using Holdfast.Conformance.Wire.Serving;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Engine;

[CancelAfter(40_000)]
public sealed class ConformanceRunTests
{
    private readonly CountingObserver _observer = new();

    [TestCase(1)]
    [TestCase(3)]
    public async Task No_more_cases_run_at_once_than_allowed_and_as_many_as_that_do(int parallel, CancellationToken token)
    {
        var tus = new TinyTus();
        await using var server = tus.Start();
        var options = Runs.Options(server, "tus/core/head", "tus/core/patch", "tus/creation") with { Parallel = parallel };
        var results = await Runs.FinishAsync(options, token, _observer);
        _observer.MostCases.ShouldBe(parallel);
        _observer.MostCalls.ShouldBe(1);
        results.Cases.Count.ShouldBeGreaterThan(20);
    }

    [Test]
    public async Task The_observer_is_told_the_run_then_each_case_then_the_summary(CancellationToken token)
    {
        await using var server = new TinyTus().Start();
        await Runs.FinishAsync(
            Runs.Options(server, "tus/core/head/length", "tus/core/head/no-store") with { Parallel = 1 }, token, _observer);
        _observer.Events.ShouldBe(["run", "start tus/core/head/length", "case tus/core/head/length", "start tus/core/head/no-store",
            "case tus/core/head/no-store", "summary"]);
        var run = _observer.Run.ShouldNotBeNull();
        (run.Seed, run.Selected, run.Subject.Name).ShouldBe((42UL, 2, server.Url.ToString()));
        run.Capabilities.ShouldContain(new Fact("Tus-Version", "1.0.0"));
        (_observer.Summary!.Pass, _observer.Summary.Total, _observer.Summary.Interrupted).ShouldBe((2, 2, false));
    }

    [Test]
    public async Task Extensions_that_are_not_announced_are_unsupported(CancellationToken token)
    {
        await using var server = new TinyTus { Extensions = "creation" }.Start();
        var results = await Runs.FinishAsync(Runs.Options(server, "tus/termination"), token);
        results.Cases.ShouldAllBe(result => result.Verdict == Verdict.Unsupported);
        results.Summary.Unsupported.ShouldBe(
            CaseCatalogue.All.Count(@case => @case.Id.StartsWith("tus/termination/", StringComparison.Ordinal)));
    }

    [Test]
    public async Task A_closed_port_runs_nothing_and_is_reported(CancellationToken token)
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var url = new Uri($"http://127.0.0.1:{((IPEndPoint)taken.LocalEndPoint!).Port}/files/");
        (await NothingAsync(new RunOptions { Subject = new RunSubject.Server(new Target { Url = url }) }, token))
            .ShouldBe($"'{url}' cannot be reached: Connection refused. Start the server, or check host and port.");
    }

    [TestCase("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "'404 Not Found' and without a tus header field")]
    [TestCase("HTTP/1.1 200 OK\r\nAllow: GET, HEAD, OPTIONS\r\nContent-Length: 0\r\n\r\n", "'200 OK' and without a tus header field")]
    [TestCase("220 mail.example ESMTP\r\n\r\n", "something that is not an HTTP response")]
    public async Task A_server_that_does_not_speak_tus_runs_nothing_and_says_so(string answer, string sentence, CancellationToken token)
    {
        await using var server = ScriptedServer.Answering(answer);
        (await NothingAsync(Runs.Options(server), token)).ShouldContain(sentence);
    }

    [Test]
    public async Task A_selection_without_matches_opens_no_connection(CancellationToken token)
    {
        var options = new RunOptions
        {
            Subject = new RunSubject.Server(new Target { Url = new Uri("http://127.0.0.1:1/") }),
            Selection = new CaseSelection { Only = ["nothing"] },
        };
        (await NothingAsync(options, token)).ShouldStartWith("No case matches 'nothing'.");
    }

    [Test]
    public async Task A_missing_Toxiproxy_runs_nothing_and_is_reported(CancellationToken token)
    {
        await using var server = new TinyTus().Start();
        var options = Runs.Options(server) with { Toxiproxy = new Uri("http://127.0.0.1:1") };
        (await NothingAsync(options, token)).ShouldStartWith("The Toxiproxy at 'http://127.0.0.1:1/' cannot be used: ");
    }

    [Test]
    public async Task A_run_stopped_in_the_middle_keeps_what_has_ended_and_is_interrupted(CancellationToken token)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        await using var server = new TinyTus().Start();
        var observer = new CountingObserver(_ => stop.CancelAsync());
        var results =
            await Runs.FinishAsync(Runs.Options(server, "tus/core/head", "tus/core/patch") with { Parallel = 1 }, stop.Token, observer);
        results.Cases.ShouldHaveSingleItem().Verdict.ShouldBe(Verdict.Pass);
        (results.Summary.Total, results.Summary.Interrupted).ShouldBe((1, true));
        observer.Events[^1].ShouldBe("summary");
    }

    [Test]
    public async Task A_run_stopped_before_its_first_case_says_so(CancellationToken token)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.ReceiveHeadAsync();
            await stop.CancelAsync();
        });
        (await NothingAsync(Runs.Options(server), stop.Token)).ShouldBe("The run was stopped before its first case.");
    }

    private async Task<string> NothingAsync(RunOptions options, CancellationToken token)
    {
        var outcome = await new ConformanceRun(options, CatalogueCases.Source, _observer).RunAsync(token);
        _observer.Events.ShouldBeEmpty();
        return outcome.ShouldBeOfType<RunOutcome.NothingRun>().Reason;
    }
}
