using System.Diagnostics.CodeAnalysis;
using System.Text;
using Holdfast.Protocol.Tus;
using Holdfast.Server.Bodies;
using Holdfast.Server.Core;
using Holdfast.Server.Cors;
using Holdfast.Server.Ietf;
using Holdfast.Server.Proxies;
using Holdfast.Server.Replies;
using Holdfast.Server.Telemetry;
using Holdfast.Server.Tus;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Server.Endpoints;

/// <summary>
/// Surrounds each request of both protocols with the log, limits, CORS and the last handler of failures, then gives it to one protocol.
/// </summary>
internal sealed class UploadFrontDoor(UploadCore core, UploadOptions options, UploadLog log, Admission admission, UploadReplyWriter writer)
{
    /// <summary>The route value with the upload's id.</summary>
    public const string IdRouteValue = "uploadId";

    private readonly TusFrontDoor _tus = new(core, options);
    private readonly IetfFrontDoor? _ietf =
        IetfFrontDoor.IsOffered(options) ? new IetfFrontDoor(core, options, options.Ietf!, new StoredUploadTarget()) : null;
    private readonly AccessCheck? _access = AccessCheck.Of(core, options);
    private readonly FailureBoundary _boundary = new(log);
    private readonly CorsPolicy? _cors = options.Cors is { } cors ? new CorsPolicy(cors) : null;

    /// <summary>The value of Tus-Extension in answers to OPTIONS.</summary>
    public string Extensions => _tus.Extensions;

    // Few methods await the body, one below the other: each costs a waiting upload a state machine.
    /// <summary>Answers one request.</summary>
    [SuppressMessage("Reliability", "CA2025", Justification = "The tasks are awaited before the body is disposed.")]
    public async Task AnswerAsync(HttpContext context)
    {
        var facts = LoggedRequest.Of(context);
        using var activity = TracedRequest.Start(context, facts);
        using var scope = log.BeginRequest(facts.Method, facts.Path, facts.Id);
        log.RequestIncoming(facts.Method, facts.Path, facts.Id);
        using var body = new ArrivingBody(
            context.Request.BodyReader, context.Request.ContentLength, options.NetworkTimeout, options.TimeProvider,
            PlainBody.SocketOf(context));
        IetfRequest? draft = null;
        UploadReply? refusal = null;
        if (await _boundary.HandleAsync(context, HandleAsync, Refuse) is { } failure)
        {
            await WriteAsync(failure);
        }

        TracedRequest.End(activity, context.Response.StatusCode, refusal?.ErrorCode);
        LogAnswer(facts, context.Response.StatusCode, refusal);

        async Task<UploadReply?> HandleAsync()
        {
            var id = (context.GetRouteValue(IdRouteValue) as string ?? "").Trim('/');
            UploadActivities.Name(id.Length > 0 ? activity : null, id);
            Prepare(context, id);

            // CORS comes first: a browser needs its headers on every refusal too.
            var isAdmitted = _cors?.Admits(context) != false;
            draft = _ietf is null ? null : await _ietf.ReadAsync(context, id);
            if (draft is null)
            {
                TusFrontDoor.SetCommonHeaders(context.Response);
            }

            using var place = admission.Enter(context);
            var reply = !place.IsTaken ? Refuse(CapacityErrors.Full)
                : !isAdmitted ? Refuse(UploadErrors.OriginNotAllowed)
                : TransferCodings.AreUnknown(context.Request) ? Refuse(UploadErrors.TransferCodingUnknown)
                : _access is not null && await _access.RejectionOfAsync(context, id) is { } rejected
                    ? Refuse(UploadErrors.AccessRejected).Merge(rejected.Answer)
                : draft is not null ? await _ietf!.HandleAsync(draft, body)
                : await HandleTusAsync(new TusRequest(context, facts.Method, id), body);
            if (reply is not null)
            {
                await WriteAsync(reply);
            }

            return null;
        }

        UploadReply Refuse(UploadError error) => draft is null ? UploadReply.Refuse(error) : _ietf!.Refuse(draft, error);

        Task WriteAsync(UploadReply reply)
        {
            refusal = reply.ErrorCode.Length > 0 ? reply : null;
            return writer.WriteAsync(context, reply, body, HttpMethods.IsHead(draft?.Method ?? facts.Method));
        }
    }

    private void LogAnswer(LoggedRequest facts, int status, UploadReply? refusal)
    {
        if (refusal is null)
        {
            log.ResponseOutgoing(facts.Method, facts.Path, facts.Id, status);
        }
        else
        {
            log.ResponseOutgoing(facts.Method, facts.Path, facts.Id, status, Encoding.UTF8.GetString(refusal.Content.Span).Trim());
        }
    }

    private void Prepare(HttpContext context, string id)
    {
        PublicAddress.Apply(context.Request, options, id);
        HostLimits.Lift(context);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
    }

    // OPTIONS is one answer for both protocols.
    private Task<UploadReply?> HandleTusAsync(TusRequest request, ArrivingBody body) =>
        HttpMethods.IsOptions(request.Method)
            ? Task.FromResult<UploadReply?>(_ietf?.Discover(request.Context, _tus.Discover()) ?? _tus.Discover())
            : _tus.HandleAsync(request, body);
}
