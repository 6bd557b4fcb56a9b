using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Reports.Html;

/// <summary>A fault on a picture, or several that overlap: the time for which it was there.</summary>
/// <param name="X">Where it begins.</param>
/// <param name="Width">How far it reaches, and at least so far that it can be seen.</param>
/// <param name="Class"><c>struck</c> when a connection felt it, <c>present</c> when it lay on the link.</param>
/// <param name="Words">The faults in words, one line for each when several overlap.</param>
internal sealed record FaultBand(double X, double Width, string Class, string Words)
{
    private const double LeastWidth = 2;

    /// <summary>The bands of a case; lasting faults come first, so that momentary ones are drawn over them.</summary>
    public static IReadOnlyList<FaultBand> Of(IEnumerable<FaultEntry> faults, TimeAxis axis) =>
        [.. faults.Where(fault => !CaseEvent.IsLinkEvent(fault)).GroupBy(fault => fault.Connection > 0).OrderBy(group => group.Key)
            .SelectMany(group => Merged(group.OrderBy(fault => fault.AtMs).Select(fault => Of(fault, axis))))];

    // Several faults at once are drawn as dark as one.
    private static List<FaultBand> Merged(IEnumerable<FaultBand> bands)
    {
        var merged = new List<FaultBand>();
        foreach (var band in bands)
        {
            if (merged.Count > 0 && merged[^1] is var last && band.X <= last.X + last.Width)
            {
                merged[^1] = last with
                {
                    Width = Math.Max(last.X + last.Width, band.X + band.Width) - last.X, Words = $"{last.Words}\n{band.Words}",
                };
            }
            else
            {
                merged.Add(band);
            }
        }

        return merged;
    }

    private static FaultBand Of(FaultEntry fault, TimeAxis axis)
    {
        var (start, end) = (axis.X(fault.AtMs), axis.X(fault.EndMs ?? fault.AtMs));
        var from = fault.Connection > 0 ? $"connection {fault.Connection}, " : "";
        var until = fault.EndMs is { } over ? $" to {Quantity.Duration(over)}" : "";
        var words = VisibleText.Of($"{fault.Fault}: {from}{Quantity.Duration(fault.AtMs)}{until}. {fault.Detail}");
        return new FaultBand(start, Math.Max(end - start, LeastWidth), fault.Connection > 0 ? "struck" : "present", words);
    }
}
