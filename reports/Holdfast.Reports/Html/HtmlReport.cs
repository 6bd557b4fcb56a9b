using System.Globalization;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Reports.Html;

/// <summary>Renders <c>index.html</c>: one file that needs no network, no script and no mouse.</summary>
/// <remarks>What a hostile server sent is encoded by the framework; nothing of it is ever given as markup.</remarks>
public static class HtmlReport
{
    /// <summary>Gives the page.</summary>
    /// <param name="document">The run.</param>
    /// <param name="cancellation">Keeps the rendering from starting; once it runs, it runs to its end.</param>
    public static async Task<string> RenderAsync(ResultsDocument document, CancellationToken cancellation = default)
    {
        using var page = new StringWriter(CultureInfo.InvariantCulture);
        await WriteAsync(document, page, cancellation);
        return page.ToString();
    }

    /// <summary>Writes the page.</summary>
    /// <param name="document">The run.</param>
    /// <param name="target">Where to write.</param>
    /// <param name="cancellation">Keeps the rendering from starting; once it runs, it runs to its end.</param>
    public static async Task WriteAsync(ResultsDocument document, TextWriter target, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(target);
        cancellation.ThrowIfCancellationRequested();
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(ReportPage.Document)] = Fitting(document) });
        await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var page = await renderer.RenderComponentAsync<ReportPage>(parameters);
            page.WriteHtmlTo(target);
            await target.WriteAsync('\n');
        });
    }

    // What needs attention comes first to what the page has room for.
    private static ResultsDocument Fitting(ResultsDocument document)
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
}
