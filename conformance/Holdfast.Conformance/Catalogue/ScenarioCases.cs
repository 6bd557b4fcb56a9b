using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Ietf;
using Holdfast.Conformance.Ietf.Resilience;
using Holdfast.Conformance.Resilience.Cuts;
using Holdfast.Conformance.Resilience.Handovers;
using Holdfast.Conformance.Resilience.Networks;
using Holdfast.Conformance.Resilience.Races;
using Holdfast.Conformance.Resilience.Repetitions;
using Holdfast.Conformance.Resilience.Reuse;
using Holdfast.Conformance.Tus;
using Holdfast.Conformance.Tus.Resilience;

namespace Holdfast.Conformance.Resilience;

/// <summary>Every scenario as a case of each protocol.</summary>
internal static class ScenarioCases
{
    /// <summary>
    /// The interop versions that scenarios run in. Reading a body and locking an upload do not depend on the version, so these represent
    /// all: the first, the newest, and the two versions with several revisions (6, 8).
    /// </summary>
    private static readonly IReadOnlyList<int> Representative = [3, 6, 8, 10];

    private static readonly IReadOnlyList<FaultScenario> Scenarios =
    [
        .. CutScenarios.All, .. PauseScenarios.All, .. LostAnswerScenarios.All, .. DuplicateScenarios.All, .. RaceScenarios.All,
        .. HandoverScenarios.All, .. WaiterScenarios.All, .. ZombieScenarios.All, .. NetworkScenarios.All, .. FlappingScenarios.All,
        .. KeptConnectionScenarios.All, .. BesideScenarios.All, .. IntermediaryScenarios.All, .. ExpiryScenarios.All,
    ];

    public static IReadOnlyList<Case> All { get; } = [.. Scenarios.Select(Tus), .. Scenarios.Select(Draft)];

    private static Case Tus(FaultScenario scenario) => Common(scenario, "tus", TusProtocol.RequirementsOf) with
    {
        Needs = scenario.Extension is { } extension ? ["creation", extension] : ["creation"],
        Run = TusCases.Run(t => scenario.Run(new ResumableCase(new TusProtocol(t)))),
    };

    private static Case Draft(FaultScenario scenario) => Common(scenario, "ietf", DraftProtocol.RequirementsOf) with
    {
        Versions = Representative,
        Run = IetfCases.Run(t => scenario.Run(new ResumableCase(new DraftProtocol(t)))),
    };

    private static Case Common(FaultScenario scenario, string protocol, Func<Promise, IReadOnlyList<string>> requirements) => new()
    {
        Id = $"{protocol}/resilience/{scenario.Path}",
        Title = scenario.Title,
        Does = scenario.Does,
        Must = scenario.Must,
        Why = scenario.Why,
        Judges = [.. scenario.Promises.SelectMany(requirements).Distinct()],
        Stalls = scenario.Stalls,
        Rank = scenario.Rank,
        Takes = scenario.Takes,
        TimeLimit = scenario.TimeLimit,
    };
}
