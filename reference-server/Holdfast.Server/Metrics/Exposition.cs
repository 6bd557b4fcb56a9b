using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Holdfast.Server.Telemetry;

namespace Holdfast.Server.Metrics;

/// <summary>
/// Shows the instruments of this server, and of its stores, in Prometheus's text format, version 0.0.4, with their own names. A histogram
/// is shown as a summary, because tusd's are.
/// </summary>
internal sealed class Exposition : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly double[] Quantiles = [0.5, 0.9, 0.99];

    private readonly ConcurrentDictionary<(string Name, string Labels), (Instrument First, RecentQuantiles Recent)> _summaries = new();
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);

    /// <param name="application">
    /// The factory of the application's meters; those of another application in this process aren't shown.
    /// </param>
    /// <param name="time">The clock of the summaries.</param>
    public Exposition(IMeterFactory? application, TimeProvider time)
    {
        _time = time;
        ProcessMeter.Start();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (IsOurs(instrument.Meter) && (instrument.Meter.Scope is null || instrument.Meter.Scope == application))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    public string Write()
    {
        lock (_gate)
        {
            _families = new SortedDictionary<string, MetricFamily>(StringComparer.Ordinal);
            _listener.RecordObservableInstruments();
            foreach (var ((_, labels), (instrument, recent)) in _summaries)
            {
                AddSummary(FamilyOf(instrument, "summary"), labels, recent);
            }

            var text = new StringBuilder();
            foreach (var family in _families.Values)
            {
                family.WriteTo(text);
            }

            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private static bool IsOurs(Meter meter) => meter.Name is UploadTelemetry.MeterName or ProcessMeter.Name
        || meter.Name.StartsWith(UploadTelemetry.MeterName + ".", StringComparison.Ordinal);

    private static void AddSummary(MetricFamily family, string labels, RecentQuantiles summary)
    {
        var (values, sum, count) = summary.Read(Quantiles);
        foreach (var (quantile, value) in Quantiles.Zip(values))
        {
            var label = string.Create(CultureInfo.InvariantCulture, $"quantile=\"{quantile}\"");
            family.Add(labels.Length == 0 ? label : $"{labels},{label}", value);
        }

        family.Add(labels, sum, "_sum");
        family.Add(labels, count, "_count");
    }

    // Observed values come while the listener is asked for them, on the thread that asks.
    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = MetricFamily.LabelsOf(tags);
        if (instrument.IsObservable)
        {
            FamilyOf(instrument, TypeOf(instrument)).Add(labels, value);
        }
        else
        {
            _summaries.GetOrAdd((instrument.Name, labels), _ => (instrument, new RecentQuantiles(_time))).Recent.Add(value);
        }
    }

    private MetricFamily FamilyOf(Instrument instrument, string type)
    {
        if (!_families.TryGetValue(instrument.Name, out var family))
        {
            _families[instrument.Name] = family = new MetricFamily(instrument.Name, instrument.Description ?? "", type);
        }

        return family;
    }

    private static string TypeOf(Instrument instrument) =>
        instrument is ObservableCounter<long> or ObservableCounter<double> ? "counter" : "gauge";
}
