using System.Globalization;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Findings;

/// <summary>Where a cause was seen: protocols, interop versions, HTTP/2, faults.</summary>
internal static class FindingMarks
{
    /// <summary>Gives the marks, for example <c>tus</c>, <c>ietf 3-6, 8</c> and <c>HTTP/2</c>.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<CaseRecord> cases)
    {
        var ids = cases.Select(result => result.Id).ToList();
        return
        [
            .. ids.GroupBy(CaseVariant.Protocol).OrderByDescending(group => group.Key, StringComparer.Ordinal).Select(group => Protocol(group.Key, group)),
            .. ids.Exists(id => CaseVariant.IsAbout(id, "http2")) ? ["HTTP/2"] : Array.Empty<string>(),
            .. ids.TrueForAll(id => CaseVariant.IsAbout(id, "resilience")) ? ["under faults only"] : Array.Empty<string>(),
        ];
    }

    private static string Protocol(string name, IEnumerable<string> ids) =>
        $"{VisibleText.Of(name)} {Ranges([.. ids.Select(CaseVariant.Version).OfType<int>().Distinct().Order()])}".TrimEnd();

    private static string Ranges(IReadOnlyList<int> versions) => string.Join(", ", versions.Index()
        .GroupBy(one => one.Item - one.Index)
        .Select(run => (First: run.First().Item, Last: run.Last().Item))
        .Select(run => run.First == run.Last ? Number(run.First) : $"{Number(run.First)}-{Number(run.Last)}"));

    private static string Number(int version) => version.ToString(CultureInfo.InvariantCulture);
}
