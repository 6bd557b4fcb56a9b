using System.Diagnostics.Metrics;
using System.Text;
using Holdfast.Server.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Holdfast.Server.Metrics;

/// <summary>Shows the metrics of an application's uploads.</summary>
public static class MetricsExtensions
{
    /// <summary>
    /// Answers GET at <paramref name="path"/> with metrics for Prometheus, under the names and labels that tusd's dashboards know. Whoever
    /// can reach the path can read them; <see cref="AuthorizationEndpointConventionBuilderExtensions"/> restrict it.
    /// </summary>
    public static IEndpointConventionBuilder MapUploadMetrics(this IEndpointRouteBuilder endpoints, string path = "/metrics")
    {
        var services = endpoints.ServiceProvider;
        _ = UploadMeter.Of(services);
        var exposition = new Exposition(services.GetService<IMeterFactory>(), TimeProvider.System);
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.Register(exposition.Dispose);
        return endpoints.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], context => AnswerAsync(context, exposition))
            .WithDisplayName($"Metrics at '{path}'");
    }

    private static async Task AnswerAsync(HttpContext context, Exposition exposition)
    {
        var text = Encoding.UTF8.GetBytes(exposition.Write());
        context.Response.ContentType = Exposition.ContentType;
        context.Response.ContentLength = text.Length;
        context.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.BodyWriter.WriteAsync(text, context.RequestAborted);
        }
    }
}
