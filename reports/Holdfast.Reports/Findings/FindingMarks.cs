using System.Globalization;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Reports.Findings;

/// <summary>The protocols, interop versions, HTTP/2 and faults in which a cause was seen.</summary>
internal static class FindingMarks
{
    /// <summary>Returns the marks, for example <c>tus</c>, <c>ietf 3-6, 8</c> and <c>HTTP/2</c>.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<CaseRecord> cases)
    {
        return
        [
            .. cases.GroupBy(result => result.Protocol).OrderByDescending(group => group.Key, StringComparer.Ordinal)
            .Select(group => Protocol(group.Key, group)),
            .. cases.Any(result => CaseTopic.Is(result.Id, "http2")) ? ["HTTP/2"] : Array.Empty<string>(),
            .. cases.All(result => CaseTopic.Is(result.Id, "resilience")) ? ["under faults only"] : Array.Empty<string>(),
        ];
    }

    private static string Protocol(string name, IEnumerable<CaseRecord> cases) =>
        $"{VisibleText.Of(name)} {Ranges([.. cases.Select(result => result.Interop).OfType<int>().Distinct().Order()])}".TrimEnd();

    private static string Ranges(IReadOnlyList<int> versions) => string.Join(", ", versions.Index()
        .GroupBy(one => one.Item - one.Index)
        .Select(run => (First: run.First().Item, Last: run.Last().Item))
        .Select(run => run.First == run.Last ? Number(run.First) : $"{Number(run.First)}-{Number(run.Last)}"));

    private static string Number(int version) => version.ToString(CultureInfo.InvariantCulture);
}
