using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Server.Resumable;

/// <summary>
/// Shows an endpoint the request that created an upload, with the upload as its content, in place of the one that completed it.
/// </summary>
internal static class RestoredRequest
{
    /// <summary>Runs the endpoint; afterwards the context has its former values.</summary>
    public static async Task InvokeAsync(
        RequestDelegate endpoint, HttpContext context, UploadInfo upload, Stream content, HeldResponse held)
    {
        var answer = new StreamResponseBodyFeature(held.Body);
        var features = Of(context, upload, content);
        features[typeof(IHttpResponseFeature)] = held;
        features[typeof(IHttpResponseBodyFeature)] = answer;
        var before = features.Keys.ToDictionary(type => type, type => context.Features[type]);
        Set(context, features);
        try
        {
            await endpoint(context);
            await answer.CompleteAsync();
            await held.StartAsync();
        }
        finally
        {
            Set(context, before);
        }
    }

    private static Dictionary<Type, object?> Of(HttpContext context, UploadInfo upload, Stream content) => new()
    {
        [typeof(IHttpRequestFeature)] = RequestOf(context.Request, upload, content),
        [typeof(IRequestBodyPipeFeature)] = new RequestBodyPipeFeature(context),
        [typeof(IHttpRequestBodyDetectionFeature)] = new StoredBody(upload.Offset > 0),
        [typeof(IHttpRequestLifetimeFeature)] = new UnhurriedLifetime(context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>()),

        // The results of routing and of form readers belong to the other request.
        [typeof(IEndpointFeature)] = null,
        [typeof(IRouteValuesFeature)] = new RouteValuesFeature(),
        [typeof(IFormFeature)] = null,
    };

    private static HttpRequestFeature RequestOf(HttpRequest completing, UploadInfo upload, Stream content)
    {
        var recorded = upload.Exchange!.Request;
        var path = new PathString(recorded.Path);
        return new HttpRequestFeature
        {
            Protocol = completing.Protocol,
            Scheme = completing.Scheme,
            Method = recorded.Method,
            PathBase = completing.PathBase.Value ?? "",
            Path = recorded.Path,
            QueryString = recorded.Query,
            RawTarget = completing.PathBase.Add(path).ToUriComponent() + recorded.Query,
            Headers = RecordedFields.Restore(recorded, completing.Headers, upload.Offset),
            Body = content,
        };
    }

    private static void Set(HttpContext context, Dictionary<Type, object?> features)
    {
        foreach (var (type, feature) in features)
        {
            context.Features[type] = feature;
        }
    }

    private sealed record StoredBody(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;

    // The endpoint works for every client that requests its answer, not only for this connection.
    private sealed class UnhurriedLifetime(IHttpRequestLifetimeFeature connection) : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; }

        public void Abort() => connection.Abort();
    }
}
