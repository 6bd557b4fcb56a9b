using Holdfast.Chaos.Toxiproxy.Json;

namespace Holdfast.Chaos;

/// <summary>A timeline of toxics. As a file it has the form of <c>docs/scenario.schema.json</c>.</summary>
public sealed record Scenario
{
    /// <summary>For the log.</summary>
    public string Name { get; init; } = "scenario";

    /// <summary>What it imitates, and where its numbers come from.</summary>
    public string Description { get; init; } = "";

    /// <summary>The proxies that a file brings along, for <c>holdfast proxy --scenario</c>.</summary>
    public IReadOnlyList<ProxySpec> Proxies { get; init; } = [];

    /// <summary>After so long it begins anew; null: the last step stays.</summary>
    public TimeSpan? RepeatAfter { get; init; }

    /// <summary>The steps in order of time.</summary>
    public required IReadOnlyList<ScenarioStep> Steps { get; init; }

    /// <summary>Reads a scenario file.</summary>
    /// <exception cref="FormatException">It is no scenario; the message says what is wrong.</exception>
    public static Scenario Parse(string json)
    {
        try
        {
            return ScenarioReader.Read(JsonObjectBody.Parse(System.Text.Encoding.UTF8.GetBytes(json)));
        }
        catch (ApiErrorException unfit)
        {
            throw new FormatException($"This is no scenario: '{unfit.Message}'. Its form is described in 'docs/scenario.schema.json'.", unfit);
        }
    }

    /// <summary>The steps as they follow each other in time, without end if the scenario repeats.</summary>
    internal IEnumerable<ScenarioStep> Timeline()
    {
        for (var begin = TimeSpan.Zero; ; begin += RepeatAfter!.Value)
        {
            foreach (var step in Steps)
            {
                yield return step with { At = begin + step.At };
            }

            if (RepeatAfter is null)
            {
                yield break;
            }
        }
    }
}
