using Holdfast.Chaos.Toxiproxy.Json;

namespace Holdfast.Chaos;

/// <summary>A timeline of toxics. The format of its file is described in <c>docs/scenario.schema.json</c>.</summary>
public sealed record Scenario
{
    /// <summary>The name in the log.</summary>
    public string Name { get; init; } = "scenario";

    /// <summary>The network that it imitates, and the origin of its numbers.</summary>
    public string Description { get; init; } = "";

    /// <summary>The proxies that the scenario needs; <c>holdfast proxy --scenario</c> creates them.</summary>
    public IReadOnlyList<ProxySpec> Proxies { get; init; } = [];

    /// <summary>The time after which the scenario starts again, later than the last step; null: it ends with the last step.</summary>
    public TimeSpan? RepeatAfter { get; init; }

    /// <summary>The steps, at least one, in order of time.</summary>
    public required IReadOnlyList<ScenarioStep> Steps { get; init; }

    /// <summary>Reads a scenario file.</summary>
    /// <exception cref="FormatException">The text is not a scenario; the message says what is wrong.</exception>
    public static Scenario Parse(string json)
    {
        try
        {
            return ScenarioReader.Read(JsonObjectBody.Parse(System.Text.Encoding.UTF8.GetBytes(json)));
        }
        catch (ApiErrorException unfit)
        {
            throw new FormatException(
                $"This is no scenario: '{unfit.Message}'. Its form is described in 'docs/scenario.schema.json'.", unfit);
        }
    }

    /// <summary>The steps in order of time, with their times since the start; endless if the scenario repeats.</summary>
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
