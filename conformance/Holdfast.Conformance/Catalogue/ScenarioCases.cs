using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Ietf;
using Holdfast.Conformance.Resilience;
using Holdfast.Conformance.Resilience.Cuts;
using Holdfast.Conformance.Resilience.Handovers;
using Holdfast.Conformance.Resilience.Networks;
using Holdfast.Conformance.Resilience.Processes;
using Holdfast.Conformance.Resilience.Races;
using Holdfast.Conformance.Resilience.Repetitions;
using Holdfast.Conformance.Resilience.Reuse;
using Holdfast.Conformance.Resilience.Stores;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Tus;

namespace Holdfast.Conformance.Catalogue;

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
        .. EndScenarios.All, .. StopScenarios.All, .. DiskFullScenarios.All, .. StoreScenarios.All,
    ];

    public static IReadOnlyList<Case> All { get; } = [.. Scenarios.Select(Tus), .. Scenarios.Select(Draft)];

    private static Case Tus(FaultScenario scenario) => Common(scenario, "tus", TusProtocol.RequirementsOf) with
    {
        Needs = scenario.Extension is { } extension ? ["creation", extension] : ["creation"],
        Run = TusCases.Run(scenario.Run),
    };

    private static Case Draft(FaultScenario scenario) => Common(scenario, "ietf", DraftProtocol.RequirementsOf) with
    {
        Versions = scenario.InEveryVersion || scenario.ProcessFault is not null || scenario.BreaksStore ? Interop.All : Representative,
        Run = IetfCases.Run(scenario.Run),
    };

    private static Case Common(FaultScenario scenario, string protocol, Func<Promise, IReadOnlyList<string>> requirements) => new()
    {
        Id = $"{protocol}/{GroupOf(scenario)}/{scenario.Path}",
        Title = scenario.Title,
        Does = scenario.Does,
        Must = scenario.Must,
        Why = scenario.Why,
        Judges = [.. scenario.Promises.SelectMany(requirements).Distinct()],
        Stalls = scenario.Stalls,
        Rank = scenario.Rank,
        Takes = scenario.Takes,
        TimeLimit = scenario.TimeLimit,
        ProcessFault = scenario.ProcessFault,
        BreaksStore = scenario.BreaksStore,
        FileSizeLimit = scenario.FileSizeLimit,
    };

    private static string GroupOf(FaultScenario scenario) =>
        scenario.BreaksStore ? "store" : scenario.ProcessFault is not null ? "process" : "resilience";
}
