using Holdfast.Reports.Results;
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
        ArgumentNullException.ThrowIfNull(document);
        cancellation.ThrowIfCancellationRequested();
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(ReportPage.Document)] = document });
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var page = await renderer.RenderComponentAsync<ReportPage>(parameters);
            return page.ToHtmlString() + "\n";
        });
    }
}
