using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Conformance.Requirements;

/// <summary>Every requirement that the suite knows, whether or not a case judges it yet.</summary>
public static class RequirementCatalogue
{
    /// <summary>
    /// All requirements, tus before the draft, in the order of the specifications; the corners that tus leaves open come behind it.
    /// </summary>
    public static IReadOnlyList<Requirement> All { get; } = [.. Load("tus1.json"), .. Load("ietf.json")];

    private static FrozenDictionary<string, Requirement> ById { get; } = All.ToFrozenDictionary(requirement => requirement.Id);

    /// <summary>The requirement with that number, however its letters are written; otherwise <see langword="null"/>.</summary>
    public static Requirement? Find(string id) =>
        All.FirstOrDefault(requirement => requirement.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    /// <summary>Finds a requirement by its number.</summary>
    /// <exception cref="KeyNotFoundException">There is none with that number.</exception>
    public static Requirement Get(string id) => ById.TryGetValue(id, out var found)
        ? found
        : throw new KeyNotFoundException($"No requirement has the number '{id}'.");

    private static IReadOnlyList<Requirement> Load(string resource)
    {
        using var data = typeof(RequirementCatalogue).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The requirement catalogue '{resource}' is not embedded in this assembly.");
        return JsonSerializer.Deserialize(data, RequirementsJson.Default.RequirementsFile)!.Requirements;
    }
}

internal sealed record RequirementsFile(string Specification, IReadOnlyList<Requirement> Requirements);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RequirementsFile))]
internal sealed partial class RequirementsJson : JsonSerializerContext;
