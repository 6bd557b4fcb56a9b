using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Requirements;
using Case = Holdfast.Conformance.Engine.Case;

namespace Holdfast.Cli.Tests.Check;

/// <summary>Each case judges every requirement that it names, in at least one version, and no other.</summary>
[CancelAfter(180_000)]
public sealed class JudgedRequirementTests
{
    /// <summary>
    /// What only a server is judged by that takes another of the permitted ways, or has no way of its own; of the draft, one that does not
    /// cancel uploads.
    /// </summary>
    private static readonly string[] Conditional =
        ["A-04-MUST", "A-14-MUST", "A-50", "TUS-076", "TUS-079", "TUS-100", "TUS-136", "IETF-214"];

    /// <summary>Checks that only one outcome of a race reaches: the DELETE of a part can win each of the five rounds.</summary>
    private static readonly (string Case, string Requirement)[] DecidedByARace = [("tus/concatenation/deleted-meanwhile", "TUS-129")];

    [Test]
    public async Task A_case_of_tus_judges_exactly_the_requirements_that_it_names(CancellationToken cancellationToken) =>
        (await StraysAsync(one => one.Versions.Count == 0, cancellationToken)).ShouldBeEmpty();

    [Test]
    public async Task A_case_of_the_draft_judges_exactly_the_requirements_that_it_names(CancellationToken cancellationToken) =>
        (await StraysAsync(one => one.Versions.Count > 0, cancellationToken)).ShouldBeEmpty();

    private static async Task<List<string>> StraysAsync(Func<Case, bool> isMeant, CancellationToken cancellationToken)
    {
        // A check that names operations is a judgement of the history, which has its own requirements.
        var looked = (await SoundCheck.ReadAsync(cancellationToken)).Results.Cases.ToLookup(
            result => CaseCatalogue.Find(result.Id)!.CatalogueId,
            result => result.Checks.Where(check => check.Operations is null).SelectMany(check => check.Requirements));
        var strays = new List<string>();
        foreach (var one in CaseCatalogue.All.Where(one => one is { HasOwnServer: false, Subject: Role.Server } && isMeant(one)))
        {
            var seen = looked[one.Id].SelectMany(ids => ids).ToHashSet();
            var unseen = one.Judges.Except(seen).Except(Conditional).Where(id => !DecidedByARace.Contains((one.Id, id)));
            strays.AddRange(unseen.Select(id => $"{one.Id} names {id} and never looks at it"));
            strays.AddRange(seen.Except(one.Judges).Select(id => $"{one.Id} looks at {id} without naming it"));
        }

        return strays;
    }
}
