namespace Holdfast.Chaos.Bench;

/// <summary>The measurements of one path, round by round; medians count.</summary>
internal sealed class Series
{
    private readonly Dictionary<string, List<double>> _values = [];

    public void Add(string column, double value)
    {
        if (!_values.TryGetValue(column, out var values))
        {
            _values.Add(column, values = []);
        }

        values.Add(value);
    }

    /// <summary>The median of a column, or null if it does not apply.</summary>
    public double? Median(string column) => _values.TryGetValue(column, out var values) ? values.Order().ElementAt(values.Count / 2) : null;
}
