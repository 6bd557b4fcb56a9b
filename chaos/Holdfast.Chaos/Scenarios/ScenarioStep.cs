namespace Holdfast.Chaos;

/// <summary>The state of the network from a point in time on.</summary>
/// <param name="At">The time since the start of the scenario; zero or more.</param>
/// <param name="Toxics">All toxics of the scenario from then on; they replace those of the step before.</param>
public sealed record ScenarioStep(TimeSpan At, params IReadOnlyList<Toxic> Toxics)
{
    /// <summary>The name of the step in the log.</summary>
    public string Name { get; init; } = "next step";

    /// <summary>Whether the proxy is enabled; while it is not, it refuses clients, and open connections are closed.</summary>
    public bool Enabled { get; init; } = true;
}
