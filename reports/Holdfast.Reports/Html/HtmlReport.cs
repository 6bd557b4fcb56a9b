using System.Globalization;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Reports.Html;

/// <summary>Renders a run as one page that needs no network, no script and no mouse.</summary>
/// <remarks>What a hostile server sent is encoded by the framework; nothing of it is ever given as markup.</remarks>
public static class HtmlReport
{
    /// <summary>Returns the page, with the evidence of every case in it.</summary>
    /// <param name="document">The run.</param>
    /// <param name="cancellation">Keeps the rendering from starting; once it runs, it runs to its end.</param>
    public static async Task<string> RenderAsync(ResultsDocument document, CancellationToken cancellation = default)
    {
        using var page = new StringWriter(CultureInfo.InvariantCulture);
        await WriteAsync(document, page, cancellation);
        return page.ToString();
    }

    /// <summary>Writes the page, with the evidence of every case in it.</summary>
    /// <param name="document">The run.</param>
    /// <param name="target">Where to write.</param>
    /// <param name="cancellation">Keeps the rendering from starting; once it runs, it runs to its end.</param>
    public static Task WriteAsync(ResultsDocument document, TextWriter target, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(target);
        var fitting = Fitting(document);
        return WriteAsync(fitting, new ReportPages(fitting, KeptEvidence.All), target, cancellation);
    }

    /// <summary>Returns the run with as much of its evidence as fits into its pages; cases that need attention come first.</summary>
    internal static ResultsDocument Fitting(ResultsDocument document)
    {
        var evidence = new ShownEvidence(document.Cases);
        var budget = new EvidenceBudget(EvidenceBudget.Page, document.Cases.Count, CaseWeight.Page);
        var fitting = new CaseRecord[document.Cases.Count];
        var urgency = VerdictWords.MostUrgentFirst.ToList();
        foreach (var (at, result) in document.Cases.Index().OrderBy(one => urgency.IndexOf(one.Item.Verdict)))
        {
            fitting[at] = budget.Fit(evidence.InsteadOf(result) is null ? result : result with { Evidence = EvidenceRecord.None });
        }

        return document with { Cases = fitting };
    }

    /// <summary>Writes the page that <paramref name="pages"/> calls the report.</summary>
    internal static Task WriteAsync(ResultsDocument fitting, ReportPages pages, TextWriter target, CancellationToken cancellation) =>
        WriteAsync<ReportPage>(target, new()
        {
            [nameof(ReportPage.Document)] = fitting,
            [nameof(ReportPage.Anchor)] = (Func<CaseRecord, string>)pages.AnchorOf,
            [nameof(ReportPage.Link)] = (Func<CaseRecord, string?>)pages.LinkTo,
            [nameof(ReportPage.Elsewhere)] = (Func<CaseRecord, (string, string)?>)pages.InsteadOf,
        }, cancellation);

    /// <summary>Writes a page beside the report.</summary>
    internal static Task WriteAsync(
        ResultsDocument fitting, ReportPages pages, EvidencePage page, TextWriter target, CancellationToken cancellation) =>
        WriteAsync<EvidenceDocument>(target, new()
        {
            [nameof(EvidenceDocument.Document)] = fitting,
            [nameof(EvidenceDocument.Name)] = page.Name,
            [nameof(EvidenceDocument.Cases)] = page.Cases,
            [nameof(EvidenceDocument.Anchor)] = (Func<CaseRecord, string>)pages.AnchorOf,
            [nameof(EvidenceDocument.Elsewhere)] = (Func<CaseRecord, (string, string)?>)pages.InsteadOf,
        }, cancellation);

    private static async Task WriteAsync<TPage>(TextWriter target, Dictionary<string, object?> parameters, CancellationToken cancellation)
        where TPage : IComponent
    {
        cancellation.ThrowIfCancellationRequested();
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var page = await renderer.RenderComponentAsync<TPage>(ParameterView.FromDictionary(parameters));
            page.WriteHtmlTo(target);
            await target.WriteAsync('\n');
        });
    }
}
