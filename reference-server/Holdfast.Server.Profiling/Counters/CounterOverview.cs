using System.Diagnostics.Metrics;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Holdfast.Server.Profiling.Counters;

/// <summary>
/// The present values of all instruments that can be asked for them (System.Diagnostics.Metrics): those of the runtime, such as
/// collections, threads and memory, and those of other meters. What counts only while it is listened to isn't among them.
/// </summary>
/// <param name="Readings">The values, by meter and name.</param>
internal sealed record CounterOverview(IReadOnlyList<CounterReading> Readings)
{
    public static CounterOverview Take()
    {
        var readings = new List<CounterReading>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.IsObservable)
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        Read<byte>();
        Read<short>();
        Read<int>();
        Read<long>();
        Read<float>();
        Read<double>();
        Read<decimal>();
        listener.Start();
        listener.RecordObservableInstruments();
        return new CounterOverview([.. readings.OrderBy(reading => reading.Meter, StringComparer.Ordinal)
            .ThenBy(reading => reading.Name, StringComparer.Ordinal)]);

        void Read<T>()
            where T : struct, INumber<T> => listener.SetMeasurementEventCallback<T>((instrument, value, tags, _) => readings.Add(
                new CounterReading(instrument.Meter.Name, NameOf(instrument, tags), double.CreateChecked(value), instrument.Unit)));
    }

    /// <summary>The values as text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var meter in Readings.GroupBy(reading => reading.Meter))
        {
            text.AppendLine(meter.Key);
            foreach (var reading in meter)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {reading.Value,24:#,0.###} {reading.Unit,-16} {reading.Name}");
            }

            text.AppendLine();
        }

        return text.ToString();
    }

    private static string NameOf(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = new StringBuilder(instrument.Name);
        foreach (var (key, value) in tags)
        {
            name.Append(CultureInfo.InvariantCulture, $" {key}={value}");
        }

        return name.ToString();
    }
}
