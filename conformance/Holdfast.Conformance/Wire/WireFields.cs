using System.Collections;

namespace Holdfast.Conformance.Wire;

/// <summary>Field lines in wire order. Names compare without case (RFC 9110, 5.1); nothing is merged or dropped.</summary>
internal sealed class WireFields(IReadOnlyList<WireField> lines) : IReadOnlyList<WireField>
{
    public static WireFields Empty { get; } = new([]);

    public int Count => lines.Count;

    /// <summary>The value of the first line with that name, or <see langword="null"/>.</summary>
    public string? this[string name] => All(name).FirstOrDefault();

    public WireField this[int index] => lines[index];

    public IEnumerable<string> All(string name) =>
        lines.Where(line => line.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(line => line.Value);

    public bool Has(string name) => All(name).Any();

    /// <summary>The members of a comma list that may be spread over several lines (RFC 9110, 5.6.1), trimmed, empty ones dropped.</summary>
    public IReadOnlyList<string> List(string name) =>
        [.. All(name).SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    public IEnumerator<WireField> GetEnumerator() => lines.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
