using System.Diagnostics.CodeAnalysis;
using Holdfast.Protocol.Tus;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Server;

/// <summary>What both protocols need around a request: log, limits, CORS, a last place for failures. Each request is one protocol's.</summary>
internal sealed class UploadFrontDoor(UploadCore core, UploadOptions options, UploadLog log, Admission admission)
{
    /// <summary>The route value with the upload's id.</summary>
    public const string IdRouteValue = "uploadId";

    private readonly TusFrontDoor _tus = new(core, options);
    private readonly IetfFrontDoor? _ietf = IetfFrontDoor.IsOffered(options) ? new IetfFrontDoor(core, options, options.Ietf!, new StoredUploadTarget()) : null;
    private readonly CorsPolicy? _cors = options.Cors is { } cors ? new CorsPolicy(cors) : null;

    /// <summary>What OPTIONS announces as Tus-Extension.</summary>
    public string Extensions => _tus.Extensions;

    // Few methods await the body, one below the other: each costs a waiting upload a state machine.
    /// <summary>Answers one request.</summary>
    [SuppressMessage("Reliability", "CA2025", Justification = "The tasks are awaited before the body is disposed.")]
    public async Task AnswerAsync(HttpContext context)
    {
        log.RequestIncoming(context.Request.Method, context.Request.Path, context.TraceIdentifier);
        Prepare(context);
        using var body = new ArrivingBody(
            context.Request.BodyReader, context.Request.ContentLength, options.NetworkTimeout, options.TimeProvider, PlainBody.SocketOf(context));

        // CORS comes first: a browser needs its headers on every refusal too.
        var isAdmitted = _cors?.Admits(context) != false;
        var id = (context.GetRouteValue(IdRouteValue) as string ?? "").Trim('/');
        if (_ietf is not null && await _ietf.ReadAsync(context, id) is { } draft)
        {
            Task<UploadReply?> Handle() => HandleAsync(draft, isAdmitted, body);
            await WriteAsync(context, body, await admission.HandleAsync(context, Handle, error => _ietf.Refuse(draft, error)), draft.Method);
        }
        else
        {
            var request = new TusRequest(context, TusRequest.EffectiveMethod(context.Request), id);
            TusFrontDoor.SetCommonHeaders(context.Response);
            Task<UploadReply?> Handle() => HandleAsync(request, isAdmitted, body);
            await WriteAsync(context, body, await admission.HandleAsync(context, Handle, UploadReply.Refuse), request.Method);
        }

        log.ResponseOutgoing(context.Response.StatusCode, context.TraceIdentifier);
    }

    private void Prepare(HttpContext context)
    {
        if (options.BehindProxy)
        {
            ForwardedHeaders.Apply(context.Request);
        }

        HostLimits.Lift(context);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
    }

    private Task<UploadReply?> HandleAsync(IetfRequest request, bool isAdmitted, ArrivingBody body) =>
        isAdmitted ? _ietf!.HandleAsync(request, body) : Task.FromResult<UploadReply?>(_ietf!.Refuse(request, UploadErrors.OriginNotAllowed));

    // OPTIONS is one answer for both protocols.
    private Task<UploadReply?> HandleAsync(TusRequest request, bool isAdmitted, ArrivingBody body) =>
        !isAdmitted ? Task.FromResult<UploadReply?>(UploadReply.Refuse(UploadErrors.OriginNotAllowed))
        : HttpMethods.IsOptions(request.Method) ? Task.FromResult<UploadReply?>(_ietf?.Discover(request.Context, _tus.Discover()) ?? _tus.Discover())
        : _tus.HandleAsync(request, body);

    private async Task WriteAsync(HttpContext context, ArrivingBody body, UploadReply? reply, string method)
    {
        if (reply is not null)
        {
            await new UploadReplyWriter(context, options).WriteAsync(reply, body, isHead: HttpMethods.IsHead(method));
        }
    }
}
