namespace Holdfast.Reports.Html;

/// <summary>The case's clock from left to right, the same for every picture of the case, so that they can be read together.</summary>
internal sealed class TimeAxis(double length)
{
    /// <summary>The width of a picture, in its own units.</summary>
    public const int Width = 920;

    /// <summary>The position at which time begins; the labels are left of it.</summary>
    public const int Left = 64;

    // Eight labels of "999.9 ms" still stand apart.
    private const int MaximumTicks = 8;

    public double Length => length;

    /// <summary>Round times, at equal distances.</summary>
    public IReadOnlyList<double> Ticks => RoundSteps.To(length, MaximumTicks);

    /// <summary>The place of a moment, in milliseconds since the case began.</summary>
    public double X(double atMs) => Left + (Math.Clamp(atMs / length, 0, 1) * (Width - Left - 4));

    /// <summary>The axis of a case; <see langword="null"/> when nothing took any time.</summary>
    public static TimeAxis? Of(Results.CaseRecord result)
    {
        var (wire, faults, history) = (result.Evidence.Wire, result.Evidence.Faults, result.Evidence.History);
        var ends = wire.Select(entry => entry.AtMs)
            .Concat(faults.Select(fault => fault.AtMs))
            .Concat(history.Select(entry => entry.EndMs ?? entry.AtMs));
        return ends.DefaultIfEmpty().Max() is > 0 and var last ? new TimeAxis(last) : null;
    }
}
