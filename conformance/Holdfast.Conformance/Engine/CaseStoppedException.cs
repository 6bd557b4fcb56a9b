using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>
/// Ends a case that cannot continue because a prerequisite is missing. Only its checks so far can fail, so a failure always cites a
/// requirement.
/// </summary>
internal sealed class CaseStoppedException : Exception
{
    private CaseStoppedException(Verdict? verdict, string reason)
        : base(reason) => Verdict = verdict;

    /// <summary>The verdict of the case; <see langword="null"/> if its checks decide.</summary>
    public Verdict? Verdict { get; }

    /// <summary>The target, or the way to it, does not offer what the case needs.</summary>
    public static CaseStoppedException Unsupported(string reason) => new(Reports.Results.Verdict.Unsupported, reason);

    /// <summary>The case cannot find out whether the requirement is met.</summary>
    public static CaseStoppedException Inconclusive(string reason) => new(Reports.Results.Verdict.Inconclusive, reason);

    /// <summary>A check has judged the missing step. If no active requirement demands it, the case is inconclusive.</summary>
    public static CaseStoppedException Judged(string reason) => new(null, reason);
}
