using System.Globalization;
using System.Text;

namespace Holdfast.Server.Metrics;

/// <summary>The metrics of one name, in Prometheus's text format.</summary>
internal sealed class MetricFamily(string name, string help, string type)
{
    private readonly SortedDictionary<(string Suffix, string Labels), double> _values = new();

    /// <summary>Labels as the format has them, without braces: <c>code="ERR_X",status="404"</c>.</summary>
    public static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var sorted = tags.ToArray();
        Array.Sort(sorted, static (one, other) => string.CompareOrdinal(one.Key, other.Key));
        return string.Join(',', sorted.Select(tag => $"{tag.Key}=\"{Escape(Convert.ToString(tag.Value, CultureInfo.InvariantCulture))}\""));
    }

    /// <summary>Adds a value; several instruments may have one with the same labels, such as two stores on S3.</summary>
    public void Add(string labels, double value, string suffix = "")
    {
        _values.TryGetValue((suffix, labels), out var before);
        _values[(suffix, labels)] = before + value;
    }

    public void WriteTo(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help.Replace(@"\", @"\\", StringComparison.Ordinal)}\n");
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {type}\n");
        foreach (var ((suffix, labels), value) in _values)
        {
            var braced = labels.Length == 0 ? "" : $"{{{labels}}}";
            text.Append(name).Append(suffix).Append(braced).Append(' ').Append(Format(value)).Append('\n');
        }
    }

    private static string Escape(string? value) => (value ?? "")
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);

    // Go's words for what isn't finite.
    private static string Format(double value) =>
        double.IsNaN(value) ? "NaN"
        : double.IsInfinity(value) ? (value > 0 ? "+Inf" : "-Inf")
        : value.ToString("R", CultureInfo.InvariantCulture);
}
