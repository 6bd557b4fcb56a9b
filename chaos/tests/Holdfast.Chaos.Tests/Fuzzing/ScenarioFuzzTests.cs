using Holdfast.Fuzzing;

namespace Holdfast.Chaos.Tests.Fuzzing;

/// <summary>For any scenario file, the reader returns a scenario or says what is wrong.</summary>
public sealed class ScenarioFuzzTests
{
    private static readonly string[] Samples =
    [
        """{"name":"a","proxies":[{"name":"p","upstream":"127.0.0.1:1","listen":"127.0.0.1:0"}],"repeat_after":9,"steps":[{"at":0,"toxics":[]},{"at":5,"enabled":false}]}""",
        """{"steps":[{"at":1,"toxics":[{"type":"latency","attributes":{"latency":5,"jitter":1},"stream":"upstream","toxicity":0.5}]}]}""",
    ];

    [Test]
    [CancelAfter(7_200_000)] // A million inputs take most of an hour.
    public Task A_damaged_scenario_is_read_or_refused_with_a_FormatException() => Fuzzer.RunAsync(
        "scenario", Grammar.Damaged(
            Samples, "\"", "{", "}", "[", ",", ":", "1e999", "\\ud800", "null", "\"type\":\"bandwidth\"", "\"at\":-1"), input =>
        {
            try
            {
                Scenario.Parse(input);
            }
            catch (FormatException)
            {
                // The documented exception.
            }

            return Task.CompletedTask;
        });
}
