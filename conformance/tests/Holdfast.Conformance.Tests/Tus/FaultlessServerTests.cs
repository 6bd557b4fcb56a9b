using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Tests.Peer;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Tus;

/// <summary>A server that keeps every promise is accused of nothing, and every promise is really looked at.</summary>
[CancelAfter(60_000)]
public sealed class FaultlessServerTests
{
    /// <summary>Requirements that apply only to a server that takes the other of two permitted ways.</summary>
    private static readonly string[] Conditional = ["A-04-MUST", "A-14-MUST", "A-50", "TUS-076", "TUS-079"];

    /// <summary>
    /// Whether <see cref="TinyTus"/> has what the case needs; the command's tests judge the others against the reference server.
    /// </summary>
    private static bool Offers(string id) => CaseCatalogue.All.Single(one => one.Id == id) is { HasOwnServer: false } @case
        && @case.Needs.All(extension => extension is "creation" or "creation-with-upload" or "termination");

    /// <summary>
    /// Whether the fault proxy must read the requests that it passes on, which TLS does not let it; such a case is unsupported there.
    /// </summary>
    private static bool NeedsSight(string id) =>
        id.StartsWith("tus/resilience/intermediary/", StringComparison.Ordinal) || id == "tus/resilience/lost-answer/torn";

    [Test]
    public async Task A_correct_server_passes_every_case(CancellationToken token)
    {
        await using var server = new TinyTus().Start();
        var results = await Runs.FinishAsync(Runs.Options(server), token);
        results.Cases.Count.ShouldBe(CaseCatalogue.Variants.Count(one => one.Id.StartsWith("tus/", StringComparison.Ordinal)));
        results.Cases.Where(result => result.Verdict > Verdict.Pass && Offers(result.Id)).Select(Runs.Describe).ShouldBeEmpty();
    }

    [Test]
    public async Task A_correct_server_behind_TLS_passes_every_case(CancellationToken token)
    {
        using var certificate = TestCertificate.Create();
        await using var server = new TinyTus().Start(certificate);
        var results = await Runs.FinishAsync(Runs.Options(server), token);
        results.Cases.Where(result => result.Verdict > Verdict.Pass && Offers(result.Id) && !NeedsSight(result.Id)).Select(Runs.Describe)
            .ShouldBeEmpty();
    }

    [Test]
    public async Task A_case_judges_exactly_the_requirements_that_it_names(CancellationToken token)
    {
        await using var server = new TinyTus().Start();
        var results = await Runs.FinishAsync(Runs.Options(server), token);
        var strays = new List<string>();

        // A check that names operations is a judgement of the history, which has its own requirements.
        foreach (var @case in CaseCatalogue.Variants.Where(one => one.Interop is null && Offers(one.Id)))
        {
            var looked = results.Cases.Single(result => result.Id == @case.Id).Checks.Where(check => check.Operations is null)
                .SelectMany(check => check.Requirements).ToHashSet();
            strays.AddRange(@case.Judges.Where(id => !looked.Contains(id) && !Conditional.Contains(id))
                .Select(id => $"{@case.Id} names {id} and never looks at it"));
            strays.AddRange(looked.Where(id => !@case.Judges.Contains(id)).Select(id => $"{@case.Id} looks at {id} without naming it"));
        }

        strays.ShouldBeEmpty();
    }
}
