using System.Globalization;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Wording;

/// <summary>The words for verdicts that every output shares.</summary>
internal static class VerdictWords
{
    /// <summary>The verdicts in the order in which a reader needs them: deviations first.</summary>
    public static IReadOnlyList<Verdict> MostUrgentFirst { get; } =
    [
        Verdict.Fail, Verdict.Inconclusive, Verdict.Harness, Verdict.Warn, Verdict.Pass, Verdict.Observe, Verdict.Unsupported,
    ];

    /// <summary>Defines the verdict in one sentence.</summary>
    public static string Meaning(this Verdict verdict) => verdict switch
    {
        Verdict.Pass => "Everything that the case demands was seen.",
        Verdict.Fail => "A MUST or MUST NOT of the specification was broken.",
        Verdict.Warn => "A SHOULD or SHOULD NOT was broken, or a corner that the specification leaves open was handled badly.",
        Verdict.Observe => "A fact was recorded; the specification neither demands nor forbids it.",
        Verdict.Unsupported => "The target does not offer the capability, so nothing was proven.",
        Verdict.Inconclusive => "The outcome is unknown, it may have been either; it does not count as a pass.",
        _ => "Holdfast itself failed; this says nothing about the target.",
    };

    /// <summary>Returns the heading above the cases of one verdict, for example <c>Fail: 3 of 57 cases</c>.</summary>
    public static string Heading(this Verdict verdict, int count, int total) =>
        string.Create(CultureInfo.InvariantCulture, $"{verdict}: {count} of {total} {(total == 1 ? "case" : "cases")}");

    /// <summary>Returns a count in words, for example <c>3 fail</c> or <c>1 warning</c>.</summary>
    public static string Count(this Verdict verdict, int count) => count.ToString(CultureInfo.InvariantCulture) + " " + verdict switch
    {
        Verdict.Pass => count == 1 ? "passes" : "pass",
        Verdict.Fail => count == 1 ? "fails" : "fail",
        Verdict.Warn => count == 1 ? "warning" : "warnings",
        Verdict.Observe => "observed",
        Verdict.Unsupported => "unsupported",
        Verdict.Inconclusive => "inconclusive",
        _ => count == 1 ? "harness fault" : "harness faults",
    };
}
