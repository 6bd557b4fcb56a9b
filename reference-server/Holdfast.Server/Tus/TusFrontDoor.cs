using System.Diagnostics.CodeAnalysis;
using Holdfast.Protocol.Tus;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Holdfast.Server;

/// <summary>tus 1.0.0 over HTTP: which method is meant, whether the version fits, who answers.</summary>
internal sealed class TusFrontDoor(UploadCore core, UploadOptions options, UploadLog log)
{
    /// <summary>What the creation URL knows.</summary>
    public const string CreationMethods = "POST, OPTIONS";

    /// <summary>The route value with the upload's id.</summary>
    public const string IdRouteValue = "uploadId";

    private readonly TusHandlers _handlers = new(core, options, new TusOffer(options));
    private readonly TusDownload? _download =
        !options.DisableDownload && options.Store is IServingStore store ? new TusDownload(core, store) : null;

    private readonly CorsPolicy? _cors = options.Cors is { } cors ? new CorsPolicy(cors) : null;

    /// <summary>What OPTIONS announces as Tus-Extension.</summary>
    public string Extensions => _handlers.Discover().Headers.First(header => header.Key == TusHeaders.Extension).Value;

    // What an upload's URL knows.
    private string UploadMethods =>
        $"HEAD, PATCH, {(_download is null ? "" : "GET, ")}{(options.DisableTermination ? "" : "DELETE, ")}OPTIONS";

    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        log.RequestIncoming(context.Request.Method, context.Request.Path, context.TraceIdentifier);
        if (options.BehindProxy)
        {
            ForwardedHeaders.Apply(context.Request);
        }

        LiftLimits(context);
        SetCommonHeaders(context.Response);
        using var body = new ArrivingBody(
            context.Request.BodyReader, context.Request.ContentLength, options.NetworkTimeout, options.TimeProvider);
        var id = context.GetRouteValue(IdRouteValue) as string ?? "";
        var request = new TusRequest(context, EffectiveMethod(context.Request), id.Trim('/'));
        if (await HandleSafelyAsync(request, body) is { } reply)
        {
            await new TusReplyWriter(context, options).WriteAsync(reply, body, isHead: HttpMethods.IsHead(request.Method));
        }

        log.ResponseOutgoing(context.Response.StatusCode, context.TraceIdentifier);
    }

    // The last place that can still answer: an unforeseen failure (a full disk, a bug) becomes a 500 and is told in the log.
    [SuppressMessage("Design", "CA1031", Justification = "The boundary between the server and the wire.")]
    private async Task<TusReply?> HandleSafelyAsync(TusRequest request, ArrivingBody body)
    {
        try
        {
            return await HandleAsync(request, body);
        }
        catch (Exception exception) when (!request.Context.Response.HasStarted)
        {
            log.InternalServerError(request.Context.TraceIdentifier, exception);
            return TusReply.Refuse(UploadErrors.Internal);
        }
    }

    // CORS comes first: a browser needs its headers on every refusal too.
    private async Task<TusReply?> HandleAsync(TusRequest request, ArrivingBody body)
    {
        if (_cors?.Admits(request.Context) == false)
        {
            return TusReply.Refuse(UploadErrors.OriginNotAllowed);
        }

        // tus 1.0.0, Tus-Resumable: not on OPTIONS, where any value is ignored. A download is no tus request.
        if (HttpMethods.IsOptions(request.Method))
        {
            return _handlers.Discover();
        }

        if (request.Context.Request.Headers[TusHeaders.MethodOverride].Count > 1)
        {
            return TusReply.Refuse(UploadErrors.AmbiguousMethod);
        }

        // tus 1.0.0, Tus-Version: on 412 the server lists its versions and processes nothing.
        if (!HttpMethods.IsGet(request.Method) && !NamesVersion(request))
        {
            return TusReply.Refuse(UploadErrors.UnsupportedVersion).With(TusHeaders.Version, TusProtocol.Version);
        }

        return request.Id.Length == 0 ? await HandleCreationAsync(request, body) : await HandleUploadAsync(request, body);
    }

    private async Task<TusReply> HandleCreationAsync(TusRequest request, ArrivingBody body) => request.Method switch
    {
        "POST" => await _handlers.CreateAsync(request, body),
        _ => TusReply.Refuse(UploadErrors.MethodNotAllowed).With("Allow", CreationMethods),
    };

    private async Task<TusReply?> HandleUploadAsync(TusRequest request, ArrivingBody body) => request.Method switch
    {
        "HEAD" => await _handlers.FindAsync(request),
        "PATCH" => await _handlers.AppendAsync(request, body),
        "DELETE" when !options.DisableTermination => await _handlers.TerminateAsync(request),
        "GET" when _download is not null => await _download.ServeAsync(request),
        _ => TusReply.Refuse(UploadErrors.MethodNotAllowed).With("Allow", UploadMethods),
    };

    // tus 1.0.0, X-HTTP-Method-Override: it is the method, and the real one is ignored. Methods are case-sensitive (RFC 9110, 9.1).
    // Only a browser's preflight stays what it is, or another site could turn it into a request that needs one.
    private static string EffectiveMethod(HttpRequest request)
    {
        var named = request.Headers[TusHeaders.MethodOverride].ToString();
        return named.Length == 0 || HttpMethods.IsOptions(request.Method) ? request.Method : named;
    }

    // Exact repetitions say nothing else; a second version does.
    private static bool NamesVersion(TusRequest request)
    {
        var named = request.Context.Request.Headers[TusHeaders.Resumable];
        return named.Count > 0 && named.All(version => version == TusProtocol.Version);
    }

    private static void SetCommonHeaders(HttpResponse response)
    {
        response.Headers[TusHeaders.Resumable] = TusProtocol.Version;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
    }

    // Kestrel's 30 MB and 240 bytes a second don't fit uploads over bad links. The network timeout and the upload's length bound them.
    private static void LiftLimits(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }
}
