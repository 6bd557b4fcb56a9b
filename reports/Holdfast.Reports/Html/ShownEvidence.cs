using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Reports.Html;

/// <summary>
/// Of the variants of one case that have the same verdict and need no attention, the last shows what happened, for all: eight times the
/// same exchange would make the page three times as large and tell nothing. The results file has each.
/// </summary>
internal sealed partial class ShownEvidence
{
    private readonly Dictionary<string, CaseRecord> _shown;

    public ShownEvidence(IEnumerable<CaseRecord> cases) => _shown = cases.Where(IsQuiet).Select(result => (result, variant: Variant().Match(result.Id)))
        .Where(one => one.variant.Success).GroupBy(one => Key(one.result, one.variant))
        .ToDictionary(group => group.Key, group => group.MaxBy(one => int.Parse(one.variant.Groups["version"].Value, CultureInfo.InvariantCulture)).result);

    /// <summary>The variant that shows what happened in place of <paramref name="result"/>; <see langword="null"/> when it does so itself.</summary>
    public CaseRecord? InsteadOf(CaseRecord result) =>
        IsQuiet(result) && Variant().Match(result.Id) is { Success: true } variant && _shown[Key(result, variant)] is var other && !ReferenceEquals(other, result) ? other : null;

    private static bool IsQuiet(CaseRecord result) => !VerdictWords.NeedingAttention.Contains(result.Verdict);

    private static string Key(CaseRecord result, Match variant) => $"{result.Verdict}/{variant.Groups["protocol"].Value}/{variant.Groups["rest"].Value}";

    // A protocol's version is a segment of its own: ietf/10/creation/empty.
    [GeneratedRegex(@"^(?<protocol>[a-z]+)/(?<version>\d{1,4})/(?<rest>.+)\z", RegexOptions.Singleline)]
    private static partial Regex Variant();
}
