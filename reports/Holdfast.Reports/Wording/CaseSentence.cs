using System.Globalization;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Wording;

/// <summary>Describes the result of a case in words.</summary>
internal static class CaseSentence
{
    /// <summary>The checks that decided the verdict: those that have the case's own.</summary>
    public static IEnumerable<CheckRecord> Deciding(CaseRecord result) => result.Checks.Where(check => check.Verdict == result.Verdict);

    /// <summary>
    /// Returns the first deciding check as a sentence and how many more there are, or else the reason, or else the title.
    /// </summary>
    public static string Of(CaseRecord result)
    {
        var deciding = Deciding(result).ToList();
        return deciding switch
        {
            [] => VisibleText.Of(result.Reason ?? result.Title),
            [var only] => CheckSentence.Of(only),
            [var first, ..] => string.Create(CultureInfo.InvariantCulture, $"{CheckSentence.Of(first)} (and {deciding.Count - 1} more)"),
        };
    }

    /// <summary>Returns how many of the checks have the case's verdict, for example <c>1 of 4 checks fails.</c></summary>
    public static string Tally(CaseRecord result)
    {
        var deciding = Deciding(result).Count();
        return result.Checks.Count == 0
            ? "No check was made."
            : string.Create(
                CultureInfo.InvariantCulture, $"{deciding} of {result.Checks.Count} {Checks(result)} {Verb(result.Verdict, deciding)}.");
    }

    private static string Checks(CaseRecord result) => result.Checks.Count == 1 ? "check" : "checks";

    private static string Verb(Verdict verdict, int count) => (verdict, count == 1) switch
    {
        (Verdict.Pass, true) => "passes",
        (Verdict.Pass, false) => "pass",
        (Verdict.Fail, true) => "fails",
        (Verdict.Fail, false) => "fail",
        (Verdict.Warn, true) => "warns",
        (Verdict.Warn, false) => "warn",
        (Verdict.Observe, true) => "records a fact",
        (Verdict.Observe, false) => "record facts",
        (_, true) => "is " + verdict.ToWord(),
        (_, false) => "are " + verdict.ToWord(),
    };
}
