namespace Holdfast.Reports.Html;

/// <summary>Numbers for an axis that people read at a glance: steps of 1, 2 or 5 times a power of ten.</summary>
internal static class RoundSteps
{
    private static readonly int[] Factors = [1, 2, 5, 10];

    /// <summary>
    /// The multiples of the smallest such step that gives at most <paramref name="count"/> of them, from 0 to <paramref name="end"/>.
    /// </summary>
    public static IReadOnlyList<double> To(double end, int count)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(end / count)));
        var step = Factors.Select(factor => factor * power).First(step => end / step < count);
        return [.. Enumerable.Range(0, (int)Math.Floor(end / step) + 1).Select(index => index * step)];
    }
}
