using System.Text.Json;

namespace Holdfast.Server.Profiling.Tests;

/// <summary>A file for speedscope, read by the rules of its schema (https://www.speedscope.app/file-format-schema.json).</summary>
internal sealed class Speedscope
{
    private readonly JsonElement _root;
    private readonly List<string> _frames;

    public Speedscope(string json)
    {
        _root = JsonDocument.Parse(json).RootElement;
        _root.GetProperty("$schema").GetString().ShouldBe("https://www.speedscope.app/file-format-schema.json");
        _root.GetProperty("name").ValueKind.ShouldBe(JsonValueKind.String);
        _root.GetProperty("exporter").ValueKind.ShouldBe(JsonValueKind.String);
        _root.GetProperty("activeProfileIndex").GetInt32().ShouldBe(0);
        _frames = [.. _root.GetProperty("shared").GetProperty("frames").EnumerateArray().Select(Frame)];
        Profiles = [.. _root.GetProperty("profiles").EnumerateArray().Select(Profile)];
    }

    /// <summary>The name of each profile, and its stacks with their times in milliseconds.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<(IReadOnlyList<string> Frames, double Weight)> Stacks)> Profiles { get; }

    /// <summary>The stacks of a thread, by the begin of its name.</summary>
    public IReadOnlyList<(IReadOnlyList<string> Frames, double Weight)> Of(string thread) =>
        Profiles.Where(profile => profile.Name.StartsWith(thread, StringComparison.Ordinal)).ShouldHaveSingleItem().Stacks;

    private static string Frame(JsonElement frame)
    {
        frame.EnumerateObject().Select(member => member.Name).Except(["name", "file", "line", "col"]).ShouldBeEmpty();
        var name = frame.GetProperty("name").GetString();
        name.ShouldNotBeNullOrEmpty();
        return frame.TryGetProperty("file", out var file) ? $"{file.GetString()}!{name}" : name;
    }

    private (string Name, IReadOnlyList<(IReadOnlyList<string> Frames, double Weight)> Stacks) Profile(JsonElement profile)
    {
        profile.EnumerateObject().Select(member => member.Name)
            .ShouldBe(["type", "name", "unit", "startValue", "endValue", "samples", "weights"], ignoreOrder: true);
        profile.GetProperty("type").GetString().ShouldBe("sampled");
        profile.GetProperty("unit").GetString().ShouldBe("milliseconds");
        profile.GetProperty("startValue").GetDouble().ShouldBe(0);
        var samples = profile.GetProperty("samples").EnumerateArray()
            .Select(sample => (IReadOnlyList<string>)[.. sample.EnumerateArray().Select(frame => _frames[frame.GetInt32()])]).ToList();
        var weights = profile.GetProperty("weights").EnumerateArray().Select(weight => weight.GetDouble()).ToList();
        weights.Count.ShouldBe(samples.Count);
        weights.ShouldAllBe(weight => weight >= 0);
        profile.GetProperty("endValue").GetDouble().ShouldBe(weights.Sum(), tolerance: 1 + (weights.Count * 0.001));
        return (profile.GetProperty("name").GetString()!, [.. samples.Zip(weights)]);
    }
}
