using Holdfast.Conformance.Engine;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Walks;

/// <summary>The verdict on a walk.</summary>
internal static class WalkVerdict
{
    /// <summary>The invariants that the walk broke, in the words of <see cref="WalkScript.Breaks"/>.</summary>
    public static IReadOnlyList<string> Broken(CaseRecord result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return HistoryJudge.Broken(result);
    }
}
