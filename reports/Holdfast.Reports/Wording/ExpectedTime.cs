using Holdfast.Reports.Results;

namespace Holdfast.Reports.Wording;

/// <summary>How long a run is expected to take.</summary>
internal static class ExpectedTime
{
    /// <summary>Returns the sentence, or <see langword="null"/> where no case waits for a timeout.</summary>
    public static string? Of(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run is { ExpectedMs: { } expected, ExpectedAtMostMs: { } most } && most > expected
            ? $"Expected to take about {Rounded(expected)}, and up to {Rounded(most)} where the server lets silent transfers run into "
                + "their timeouts."
            : null;
    }

    // An estimate with tenths would look like a measurement.
    private static string Rounded(double milliseconds) =>
        milliseconds < 120_000 ? $"{Math.Max(1, Math.Ceiling(milliseconds / 1000)):0} s" : $"{Math.Ceiling(milliseconds / 60_000):0} min";
}
