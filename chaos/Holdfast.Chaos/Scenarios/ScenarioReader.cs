using Holdfast.Chaos.Toxiproxy.Json;

namespace Holdfast.Chaos;

/// <summary>Reads a scenario from JSON. Times are whole milliseconds; toxics are written as for the API.</summary>
internal static class ScenarioReader
{
    public static Scenario Read(JsonObjectBody body)
    {
        var scenario = new Scenario
        {
            Name = body.Text("name") ?? "scenario",
            Description = body.Text("description") ?? "",
            Proxies = [.. body.Objects("proxies").Select(Proxy)],
            RepeatAfter = Time(body, "repeat_after"),
            Steps = [.. body.Objects("steps").Select(Step)],
        };
        Check(scenario);
        return scenario;
    }

    private static ProxySpec Proxy(JsonObjectBody body, int index)
    {
        var request = ProxyRequest.ForCreation(body, index + 1);
        return new ProxySpec(request.Name!, request.Upstream!, request.Listen ?? "127.0.0.1:0", request.Enabled ?? true)
        {
            Tls = request.Tls ?? ProxyTls.None,
            RefuseWhileDown = request.RefuseWhileDown ?? false,
        };
    }

    private static ScenarioStep Step(JsonObjectBody body) => new(Time(body, "at") ?? TimeSpan.Zero, ToxicReader.CreateAll(body))
    {
        Name = body.Text("name") ?? "next step",
        Enabled = body.Flag("enabled") ?? true,
    };

    private static TimeSpan? Time(JsonObjectBody body, string name) => body.Whole(name) switch
    {
        null => null,
        var milliseconds and >= 0 and <= int.MaxValue => TimeSpan.FromMilliseconds(milliseconds.Value),
        var other => throw ApiErrorException.BadBody($"'{name}' is {other}, but must be milliseconds from 0 to {int.MaxValue}"),
    };

    private static void Check(Scenario scenario)
    {
        if (scenario.Steps.Count == 0)
        {
            throw ApiErrorException.BadBody("'steps' is missing or empty");
        }

        for (var index = 1; index < scenario.Steps.Count; index++)
        {
            if (scenario.Steps[index].At < scenario.Steps[index - 1].At)
            {
                throw ApiErrorException.BadBody($"step {index + 1} comes before step {index}; steps must be in order of time");
            }
        }

        if (scenario.RepeatAfter is { } period && (period == TimeSpan.Zero || period < scenario.Steps[^1].At))
        {
            throw ApiErrorException.BadBody($"'repeat_after' is {period.TotalMilliseconds:0}, but must be later than the last step");
        }
    }
}
