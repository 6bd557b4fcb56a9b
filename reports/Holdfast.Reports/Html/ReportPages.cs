using System.Globalization;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Html;

/// <summary>The page on which a report shows each case: <c>index.html</c>, or a page beside it if the case needs no attention.</summary>
internal sealed class ReportPages
{
    /// <summary>The directory of the pages beside <c>index.html</c>.</summary>
    public const string DirectoryName = "evidence";

    // Common file systems allow names of up to 255 bytes.
    private const int LongestName = 100;

    private readonly CaseAnchors _anchors;
    private readonly ShownEvidence _shown;
    private readonly Dictionary<CaseRecord, EvidencePage> _pages = new(ReferenceEqualityComparer.Instance);

    public ReportPages(ResultsDocument document, KeptEvidence kept)
    {
        _anchors = new CaseAnchors(document.Cases);
        _shown = new ShownEvidence(document.Cases);
        Evidence = kept == KeptEvidence.All ? [] : Grouped(document.Cases.Where(result => !result.NeedsAttention));
        foreach (var (page, result) in Evidence.SelectMany(page => page.Cases.Select(result => (page, result))))
        {
            _pages.TryAdd(result, page);
        }
    }

    /// <summary>The pages beside <c>index.html</c>.</summary>
    public IReadOnlyList<EvidencePage> Evidence { get; }

    /// <summary>The fragment under which a case can be linked to, the same in all pages.</summary>
    public string AnchorOf(CaseRecord result) => _anchors.Of(result);

    /// <summary>
    /// The address of the page beside <c>index.html</c> that shows a case; <see langword="null"/> if <c>index.html</c> does.
    /// </summary>
    public string? LinkTo(CaseRecord result) =>
        _pages.TryGetValue(result, out var page) ? $"{DirectoryName}/{page.FileName}#{AnchorOf(result)}" : null;

    /// <summary>The variant that shows what happened in place of <paramref name="result"/>, in the same page, with its anchor.</summary>
    public (string Id, string Anchor)? InsteadOf(CaseRecord result) =>
        _shown.InsteadOf(result) is { } other ? (other.Id, AnchorOf(other)) : null;

    // By the catalogue's id, so that all variants of a case are in one page.
    private static IReadOnlyList<EvidencePage> Grouped(IEnumerable<CaseRecord> cases)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. cases.GroupBy(GroupOf, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new EvidencePage(FileName(group.Key, taken), group.Key, InOrder(group)))];
    }

    private static IReadOnlyList<CaseRecord> InOrder(IEnumerable<CaseRecord> cases) =>
        [.. cases.OrderBy(result => result.CatalogueId, StringComparer.Ordinal).ThenBy(result => result.Interop)];

    private static string GroupOf(CaseRecord result) =>
        result.CatalogueId.LastIndexOf('/') is > 0 and var end ? result.CatalogueId[..end] : result.Protocol;

    private static string FileName(string group, HashSet<string> taken)
    {
        var safe = group.Take(LongestName).Select(character => char.IsAsciiLetterOrDigit(character) ? character : '-');
        var plain = group.Length == 0 ? "cases" : string.Concat(safe);
        var name = plain;
        for (var number = 2; !taken.Add(name); number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{plain}~{number}");
        }

        return $"{name}.html";
    }
}
