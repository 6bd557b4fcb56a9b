using Holdfast.Conformance.Engine;
using Holdfast.Reports.Wording;

namespace Holdfast.Cli.Cases;

/// <summary>The number of cases as a run counts them: a case of the draft once for each of its interop versions.</summary>
internal static class CaseCount
{
    /// <summary>Returns only the number, for example <c>438 cases</c>.</summary>
    public static string Number(IEnumerable<Case> cases) => Quantity.Count(cases.Sum(@case => @case.Variants.Count()), "case");

    /// <summary>Returns the number in a sentence that explains why there are fewer ids.</summary>
    public static string Sentence(IReadOnlyList<Case> cases) => cases.All(@case => @case.Versions.Count == 0)
        ? $"{Number(cases)}."
        : $"{Number(cases)}: a case of the IETF draft runs once per interop version, which makes {cases.Count:N0} ids.";
}
