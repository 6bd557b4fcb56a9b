namespace Holdfast.Chaos;

/// <summary>From its time on, the network is exactly like this.</summary>
/// <param name="At">Since the start of the scenario.</param>
/// <param name="Toxics">All toxics that the scenario has at work.</param>
public sealed record ScenarioStep(TimeSpan At, params IReadOnlyList<Toxic> Toxics)
{
    /// <summary>What people call it, for the log.</summary>
    public string Name { get; init; } = "next step";

    /// <summary>Whether the proxy listens; where it does not, connections are closed and refused.</summary>
    public bool Enabled { get; init; } = true;
}
