using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Clients;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Requirements;
using Holdfast.Conformance.Selection;
using Holdfast.Conformance.Walks;
using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Tus.Clients;

/// <summary>Runs of the cases that judge clients, with clients in this process; the command's tests run real ones.</summary>
[CancelAfter(60_000)]
public sealed class ClientRunTests
{
    private static readonly TestCaseData[] Spoilt =
    [
        Of("TUS-008", request => request.Without("Tus-Resumable")),
        Of("TUS-010", request => request.Set("Tus-Resumable", "0.2.2")),
        Of("TUS-028", request => request.Method == "PATCH" ? request.Set("Content-Type", "application/octet-stream") : request),
        Of("TUS-030", request => request.Method == "PATCH" ? request.Set("Upload-Offset", "0") : request),
        Of("TUS-067", request => request.Without("Upload-Length")),
    ];

    [Test]
    public async Task A_correct_client_passes_and_its_run_names_it(CancellationToken token)
    {
        var document = await RunAsync(token, new ClientUnderTest("coded", "1.2", new CodedClient()));

        document.Cases.Where(result => result.Verdict != Verdict.Pass).Select(Runs.Describe).ShouldBeEmpty();
        document.Run.Subject.ShouldBe(new SubjectRecord("coded", SubjectKind.Client, "1.2"));
        (document.Run.Selected, document.Run.Known).ShouldBe((document.Cases.Count, document.Cases.Count));
        foreach (var result in document.Cases)
        {
            var judges = CaseCatalogue.Find(result.Id).ShouldNotBeNull().Judges;
            result.Checks.SelectMany(check => check.Requirements).Distinct().ShouldBe(judges, ignoreOrder: true, result.Id);
        }
    }

    [TestCaseSource(nameof(Spoilt))]
    public async Task A_client_that_breaks_a_MUST_fails(string requirement, object spoil, CancellationToken token)
    {
        var document = await RunAsync(token, new ClientUnderTest("coded", null, new CodedClient((Func<WireRequest, WireRequest>)spoil)));

        document.Cases.SelectMany(result => result.Checks).Where(check => check.Verdict == Verdict.Fail)
            .SelectMany(check => check.Requirements)
            .ShouldContain(requirement);
    }

    [Test]
    public async Task Each_case_runs_once_with_each_client(CancellationToken token)
    {
        var document = await RunAsync(token, new("one", null, new CodedClient()), new("two", null, new CodedClient()));

        document.Run.Subject.Name.ShouldBe("one, two");
        var clients = CaseCatalogue.All.Where(one => one.Subject == Role.Client).ToList();
        document.Cases.Select(result => result.Id)
            .ShouldBe(clients.SelectMany(one => new[] { $"{one.Id}@one", $"{one.Id}@two" }), ignoreOrder: true);
    }

    [Test]
    public async Task The_behaviour_of_a_client_that_does_not_start_or_crashes_is_unknown(CancellationToken token)
    {
        var document = await RunAsync(token, new ClientUnderTest("absent", null, new NoClient()));

        document.Cases.ShouldAllBe(result => result.Verdict == Verdict.Inconclusive);
        document.Cases[0].Reason.ShouldBe("absent could not be started: It is not here.");
    }

    [Test]
    public async Task Random_walks_judge_no_client(CancellationToken token)
    {
        var options = new RunOptions { Subject = new RunSubject.Client([new ClientUnderTest("coded", null, new CodedClient())]) };
        var walks = new RandomWalks(new ChaosOptions { Duration = TimeSpan.FromSeconds(1) });
        (await new ConformanceRun(options, walks, new SilentObserver()).RunAsync(token)).ShouldBeOfType<RunOutcome.NothingRun>()
            .Reason.ShouldStartWith("Random walks judge a server");
    }

    [Test]
    public void A_run_of_a_client_has_no_target()
    {
        var options = new RunOptions { Subject = new RunSubject.Client([new ClientUnderTest("coded", null, new CodedClient())]) };
        Should.Throw<InvalidOperationException>(() => options.Target).Message.ShouldContain("clients");
    }

    private static async Task<ResultsDocument> RunAsync(CancellationToken token, params IReadOnlyList<ClientUnderTest> clients)
    {
        var options = new RunOptions
        {
            Subject = new RunSubject.Client(clients), Selection = new CaseSelection { Protocol = "tus" }, Seed = 42,
        };
        return await Runs.FinishAsync(options, token);
    }

    private static TestCaseData Of(string requirement, Func<WireRequest, WireRequest> spoil) =>
        new TestCaseData(requirement, spoil).SetArgDisplayNames(requirement);

    private sealed class NoClient : IClientLauncher
    {
        public Task<ClientStart> StartAsync(ClientTask task, CancellationToken cancellationToken) =>
            Task.FromResult(new ClientStart(null, "It is not here."));
    }
}
