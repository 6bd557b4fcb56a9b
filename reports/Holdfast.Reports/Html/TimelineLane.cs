using System.Globalization;
using System.Text;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Html;

/// <summary>One connection on the timeline, as path data: sent ticks rise from the line, received ticks fall from it.</summary>
internal sealed class TimelineLane
{
    private const int Tick = 8;
    private readonly StringBuilder _sent = new();
    private readonly StringBuilder _received = new();
    private readonly StringBuilder _ends = new();

    public TimelineLane(int connection, IEnumerable<WireEntry> entries, double y, Func<double, double> x)
    {
        Connection = connection;
        Y = y;
        var (start, end) = (double.MaxValue, 0.0);
        foreach (var entry in entries)
        {
            var at = x(entry.AtMs);
            (start, end) = (Math.Min(start, at), Math.Max(end, at));
            Add(entry, at);
        }

        Line = string.Create(CultureInfo.InvariantCulture, $"M{start:0.#} {Y:0.#}H{end:0.#}");
    }

    public int Connection { get; }

    public double Y { get; }

    public string Line { get; }

    public string Sent => _sent.ToString();

    public string Received => _received.ToString();

    public string Ends => _ends.ToString();

    private void Add(WireEntry entry, double at)
    {
        if (entry.Kind is "close" or "reset")
        {
            _ends.Append(CultureInfo.InvariantCulture, $"M{at - 3:0.#} {Y - 3:0.#}l6 6m0-6l-6 6");
        }
        else if (entry.Direction == WireDirection.Sent)
        {
            _sent.Append(CultureInfo.InvariantCulture, $"M{at:0.#} {Y:0.#}v{-Tick}");
        }
        else if (entry.Direction == WireDirection.Received)
        {
            _received.Append(CultureInfo.InvariantCulture, $"M{at:0.#} {Y:0.#}v{Tick}");
        }
    }
}
