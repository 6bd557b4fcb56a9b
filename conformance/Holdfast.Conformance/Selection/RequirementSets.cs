using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Conformance.Selection;

/// <summary>The frozen sets that this version contains.</summary>
public static class RequirementSets
{
    /// <summary>The prefix of a set's name in the names of the embedded files.</summary>
    private const string Prefix = "sets/";

    /// <summary>All sets, in the order of their names.</summary>
    public static IReadOnlyList<RequirementSet> All { get; } =
        [.. typeof(RequirementSets).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(Load)];

    /// <summary>The set with that name, or <see langword="null"/>.</summary>
    public static RequirementSet? Find(string name) => All.FirstOrDefault(set => set.Name == name);

    /// <summary>The set as it is embedded: one line a case, so that a difference shows.</summary>
    internal static string Write(RequirementSet set)
    {
        var cases = set.Cases.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"    \"{pair.Key}\": [{string.Join(", ", pair.Value.Select(id => $"\"{id}\""))}]");
        return $"{{\n  \"name\": \"{set.Name}\",\n  \"cases\": {{\n{string.Join(",\n", cases)}\n  }}\n}}\n";
    }

    private static RequirementSet Load(string resource)
    {
        using var data = typeof(RequirementSets).Assembly.GetManifestResourceStream(resource)!;
        return JsonSerializer.Deserialize(data, RequirementSetJson.Default.RequirementSet)!;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RequirementSet))]
internal sealed partial class RequirementSetJson : JsonSerializerContext;
