using System.Text.Json;
using Holdfast.Chaos.Toxiproxy.Json;

namespace Holdfast.Chaos.Toxiproxy.Client;

/// <summary>The attributes in an answer; a value of another type counts as not given.</summary>
internal sealed class InfoAttributes(IReadOnlyDictionary<string, JsonElement> values) : IAttributes
{
    public long? Whole(string name) =>
        values.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number : null;

    public double? Fraction(string name) =>
        values.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
            ? number
            : null;

    public string? Text(string name) =>
        values.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
