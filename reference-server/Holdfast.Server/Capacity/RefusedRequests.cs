using Holdfast.Protocol.Tus;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Capacity;

/// <summary>
/// Answers requests that are not for uploads on a connection for which there is no room, so that the application behind doesn't serve
/// them. Requests for uploads are refused where they arrive, in the words of their protocol.
/// </summary>
internal static class RefusedRequests
{
    public static void Answer(IApplicationBuilder application) => application.Use((context, next) =>
        context.GetEndpoint() is null && context.Features.Get<IRefusedConnection>() is not null ? RefuseAsync(context) : next(context));

    private static Task RefuseAsync(HttpContext context)
    {
        context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        context.Response.StatusCode = CapacityErrors.Full.Status;
        context.Response.Headers.RetryAfter = "1";
        return context.Response.WriteAsync($"{CapacityErrors.Full.Code}: {CapacityErrors.Full.Message}\n", context.RequestAborted);
    }
}
