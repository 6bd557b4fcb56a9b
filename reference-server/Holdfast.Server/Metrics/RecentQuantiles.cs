namespace Holdfast.Server.Metrics;

/// <summary>
/// Quantiles of the values of the last ten minutes, as Prometheus's Go client has them for tusd's summaries, and the sum and number of all
/// values. A quantile is at most 2 % off: values are counted in classes whose limits grow by 4 %.
/// </summary>
internal sealed class RecentQuantiles(TimeProvider time)
{
    private const double Growth = 1.04;

    // The limit of the first class. In milliseconds, no call takes less than a microsecond.
    private const double Least = 0.001;

    // Up to some 80 minutes.
    private const int Classes = 570;

    // Ten minutes in five slices, as in Go: the oldest is dropped as a whole.
    private const int Slices = 5;

    private static readonly TimeSpan SliceTime = TimeSpan.FromMinutes(2);
    private static readonly double LogGrowth = Math.Log(Growth);

    private readonly Lock _gate = new();
    private readonly int[][] _slices = [.. Enumerable.Range(0, Slices).Select(_ => new int[Classes])];
    private long _turned = time.GetTimestamp();
    private int _current;
    private double _sum;
    private long _count;

    public void Add(double value)
    {
        lock (_gate)
        {
            Turn();
            _slices[_current][ClassOf(value)]++;
            _sum += value;
            _count++;
        }
    }

    /// <summary>The quantiles, which are not numbers when there is no recent value, and the sum and number of all values.</summary>
    public (double[] Quantiles, double Sum, long Count) Read(params ReadOnlySpan<double> quantiles)
    {
        lock (_gate)
        {
            Turn();
            var found = new double[quantiles.Length];
            for (var at = 0; at < found.Length; at++)
            {
                found[at] = Find(quantiles[at]);
            }

            return (found, _sum, _count);
        }
    }

    private static int ClassOf(double value) =>
        value <= Least ? 0 : (int)Math.Min(Classes - 1, 1 + Math.Floor(Math.Log(value / Least) / LogGrowth));

    // The middle of the class: its limits are 2 % away.
    private static double ValueOf(int one) => one == 0 ? Least : Least * Math.Pow(Growth, one - 0.5);

    private double Find(double quantile)
    {
        var recent = _slices.Sum(slice => slice.Sum(count => (long)count));
        var left = Math.Max(1, (long)Math.Ceiling(quantile * recent));
        for (var one = 0; one < Classes && recent > 0; one++)
        {
            left -= _slices.Sum(slice => (long)slice[one]);
            if (left <= 0)
            {
                return ValueOf(one);
            }
        }

        return double.NaN;
    }

    private void Turn()
    {
        for (var turns = 0; time.GetElapsedTime(_turned) >= SliceTime; turns++)
        {
            if (turns == Slices)
            {
                // Everything is older than ten minutes, and dropped already.
                _turned = time.GetTimestamp();
                return;
            }

            _turned += (long)(SliceTime.TotalSeconds * time.TimestampFrequency);
            _current = (_current + 1) % Slices;
            Array.Clear(_slices[_current]);
        }
    }
}
