using System.Text;
using Holdfast.Server.Core;
using Holdfast.Server.Locks;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Holdfast.Server.Health;

/// <summary>Tells orchestrators whether a server lives, and whether it is ready: whether its store and its locks can be reached.</summary>
public static class HealthExtensions
{
    // Two thirds of the time after which load balancers commonly give up.
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Adds the health checks <c>store</c> and <c>locker</c>. A store or locker that isn't <see cref="IReachable"/> is asked for an upload
    /// that doesn't exist, or counts as reachable.
    /// </summary>
    /// <param name="builder">The builder that <c>AddHealthChecks()</c> gives.</param>
    /// <param name="uploads">The options with which the uploads are mounted.</param>
    /// <param name="timeout">How long a check takes at most. Default: 2 s.</param>
    /// <param name="prefix">Begins the names of the checks, for an application that mounts uploads several times.</param>
    /// <exception cref="ArgumentOutOfRangeException">The timeout isn't positive.</exception>
    public static IHealthChecksBuilder AddUploads(
        this IHealthChecksBuilder builder, UploadOptions uploads, TimeSpan? timeout = null, string prefix = "")
    {
        var patience = timeout ?? DefaultTimeout;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(patience, TimeSpan.Zero, nameof(timeout));
        var store = new ReachableCheck(token => DemandAsync(uploads.Store, token), patience, uploads.TimeProvider);
        var locker = new ReachableCheck(token => DemandAsync(uploads.Locker, token), patience, uploads.TimeProvider);
        return builder.AddCheck($"{prefix}store", store).AddCheck($"{prefix}locker", locker);
    }

    /// <summary>
    /// Answers GET at <c>live</c> below the path with 200 as long as the server answers at all, and at <c>ready</c> with 200 when every
    /// health check of the application succeeds, and else with 503 and the reasons.
    /// </summary>
    public static void MapUploadHealth(this IEndpointRouteBuilder endpoints, string path = "/health")
    {
        endpoints.MapHealthChecks(LivePath(path), new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync });
        endpoints.MapHealthChecks(ReadyPath(path), new HealthCheckOptions { ResponseWriter = WriteAsync });
    }

    internal static string LivePath(string path) => $"{path.TrimEnd('/')}/live";

    internal static string ReadyPath(string path) => $"{path.TrimEnd('/')}/ready";

    private static async ValueTask DemandAsync(IUploadStore store, CancellationToken cancellationToken)
    {
        if (store is IReachable reachable)
        {
            await reachable.DemandReachableAsync(cancellationToken);
        }
        else
        {
            await store.GetInfoAsync(UploadId.New(), cancellationToken);
        }
    }

    private static ValueTask DemandAsync(IUploadLocker locker, CancellationToken cancellationToken) =>
        locker is IReachable reachable ? reachable.DemandReachableAsync(cancellationToken) : ValueTask.CompletedTask;

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var text = new StringBuilder(report.Status == HealthStatus.Healthy ? "ok\n" : "not ready\n");
        foreach (var (name, entry) in report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy))
        {
            text.Append(name).Append(": ").Append(entry.Description?.ReplaceLineEndings(" ")).Append('\n');
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        context.Response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.BodyWriter.WriteAsync(bytes, context.RequestAborted).AsTask();
    }
}
