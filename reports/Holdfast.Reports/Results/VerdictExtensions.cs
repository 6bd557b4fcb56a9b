namespace Holdfast.Reports.Results;

/// <summary>Combines verdicts, and names each as every output shows it.</summary>
public static class VerdictExtensions
{
    /// <summary>Returns the worst of <paramref name="verdicts"/>, or <paramref name="none"/> when there are none.</summary>
    public static Verdict Worst(this IEnumerable<Verdict> verdicts, Verdict none) =>
        verdicts.Aggregate((Verdict?)null, (worst, verdict) => worst is null || verdict > worst ? verdict : worst) ?? none;

    /// <summary>Whether a reader should look at the case: something is broken, or that is unknown.</summary>
    public static bool NeedsAttention(this Verdict verdict) =>
        verdict is Verdict.Fail or Verdict.Warn or Verdict.Inconclusive or Verdict.Harness;

    /// <summary>Returns the verdict as it is written in <c>results.jsonl</c>, for example <c>inconclusive</c>.</summary>
    public static string ToWord(this Verdict verdict) => verdict.ToString().ToLowerInvariant();
}
