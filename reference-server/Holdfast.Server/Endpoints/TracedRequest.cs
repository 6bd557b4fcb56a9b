using System.Diagnostics;
using System.Globalization;
using Holdfast.Server.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Server.Endpoints;

/// <summary>The span of a request, with the attributes of OpenTelemetry's conventions for HTTP servers.</summary>
internal static class TracedRequest
{
    public static Activity? Start(HttpContext context, LoggedRequest facts) =>
        UploadActivities.AreWanted ? Begin(context, facts) : null;

    /// <summary>Ends the span with the response, and with the code of its error.</summary>
    public static void End(Activity? activity, int status, string? error)
    {
        if (activity is null)
        {
            return;
        }

        activity.SetTag("http.response.status_code", status);
        if (error is not null)
        {
            activity.SetTag("error.type", error);
        }

        // HTTP spans, Status: a 4xx is the client's error, and no error of a server.
        if (status >= StatusCodes.Status500InternalServerError)
        {
            UploadActivities.Fail(activity, error ?? status.ToString(CultureInfo.InvariantCulture));
        }
    }

    // HTTP spans, Name: the method and the route, of which there are few.
    private static Activity? Begin(HttpContext context, LoggedRequest facts)
    {
        var headers = context.Request.Headers;
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        var method = IsStandard(facts.Method) ? facts.Method : "HTTP";
        var activity = UploadActivities.StartRequest(
            route is null ? method : $"{method} {route}", headers.TraceParent.ToString(), headers.TraceState.ToString());
        activity?.SetTag("http.request.method", method == "HTTP" ? "_OTHER" : method)
            .SetTag("http.route", route)
            .SetTag("url.path", facts.Path)
            .SetTag("url.scheme", context.Request.Scheme)
            .SetTag("network.protocol.version", context.Request.Protocol.Split('/')[^1])
            .SetTag("client.address", context.Connection.RemoteIpAddress?.ToString())
            .SetTag("http.request.header.x-request-id", facts.Id);
        return activity;
    }

    private static bool IsStandard(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsPost(method)
        || HttpMethods.IsPatch(method) || HttpMethods.IsPut(method) || HttpMethods.IsDelete(method) || HttpMethods.IsOptions(method);
}
