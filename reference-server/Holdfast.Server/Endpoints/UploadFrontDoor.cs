using Holdfast.Protocol.Tus;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Server;

/// <summary>What both protocols need around a request: log, limits, CORS, a last place for failures. Each request is one protocol's.</summary>
internal sealed class UploadFrontDoor(UploadCore core, UploadOptions options, UploadLog log)
{
    /// <summary>The route value with the upload's id.</summary>
    public const string IdRouteValue = "uploadId";

    private readonly TusFrontDoor _tus = new(core, options);
    private readonly IetfFrontDoor? _ietf = IetfFrontDoor.IsOffered(options) ? new IetfFrontDoor(core, options, options.Ietf!, new StoredUploadTarget()) : null;
    private readonly FailureBoundary _boundary = new(log);
    private readonly CorsPolicy? _cors = options.Cors is { } cors ? new CorsPolicy(cors) : null;

    /// <summary>What OPTIONS announces as Tus-Extension.</summary>
    public string Extensions => _tus.Extensions;

    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        log.RequestIncoming(context.Request.Method, context.Request.Path, context.TraceIdentifier);
        if (options.BehindProxy)
        {
            ForwardedHeaders.Apply(context.Request);
        }

        HostLimits.Lift(context);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        using var body = new ArrivingBody(
            context.Request.BodyReader, context.Request.ContentLength, options.NetworkTimeout, options.TimeProvider);
        await AnswerAsync(context, body);
        log.ResponseOutgoing(context.Response.StatusCode, context.TraceIdentifier);
    }

    // CORS comes first: a browser needs its headers on every refusal too.
    private async Task AnswerAsync(HttpContext context, ArrivingBody body)
    {
        var id = (context.GetRouteValue(IdRouteValue) as string ?? "").Trim('/');
        var isAdmitted = _cors?.Admits(context) != false;
        if (_ietf is not null && await _ietf.ReadAsync(context, id) is { } draft)
        {
            Task<UploadReply?> Handle() => HandleAsync(draft, isAdmitted, body);
            await WriteAsync(context, body, await _boundary.HandleAsync(context, Handle, error => _ietf.Refuse(draft, error)), draft.Method);
            return;
        }

        var request = new TusRequest(context, TusRequest.EffectiveMethod(context.Request), id);
        TusFrontDoor.SetCommonHeaders(context.Response);
        Task<UploadReply?> HandleTus() => HandleAsync(request, isAdmitted, body);
        await WriteAsync(context, body, await _boundary.HandleAsync(context, HandleTus, UploadReply.Refuse), request.Method);
    }

    private async Task<UploadReply?> HandleAsync(IetfRequest request, bool isAdmitted, ArrivingBody body) =>
        isAdmitted ? await _ietf!.HandleAsync(request, body) : _ietf!.Refuse(request, UploadErrors.OriginNotAllowed);

    // OPTIONS is one answer for both protocols.
    private async Task<UploadReply?> HandleAsync(TusRequest request, bool isAdmitted, ArrivingBody body) =>
        !isAdmitted ? UploadReply.Refuse(UploadErrors.OriginNotAllowed)
        : HttpMethods.IsOptions(request.Method) ? _ietf?.Discover(request.Context, _tus.Discover()) ?? _tus.Discover()
        : await _tus.HandleAsync(request, body);

    private async Task WriteAsync(HttpContext context, ArrivingBody body, UploadReply? reply, string method)
    {
        if (reply is not null)
        {
            await new UploadReplyWriter(context, options).WriteAsync(reply, body, isHead: HttpMethods.IsHead(method));
        }
    }
}
