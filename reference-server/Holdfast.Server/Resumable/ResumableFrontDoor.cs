using System.Diagnostics.CodeAnalysis;
using Holdfast.Protocol.Tus;
using Holdfast.Server.Bodies;
using Holdfast.Server.Core;
using Holdfast.Server.Endpoints;
using Holdfast.Server.Ietf;
using Holdfast.Server.Replies;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Resumable;

/// <summary>The draft in front of an application: requests of the draft are answered here, all others are passed on.</summary>
internal sealed class ResumableFrontDoor(
    RequestDelegate next, UploadCore core, UploadOptions uploads, ResumableUploadOptions options, UploadLog log, Admission admission,
    UploadReplyWriter writer)
{
    private readonly ResumableDispatch _dispatch = new(options);
    private readonly FailureBoundary _boundary = new(log);
    private readonly AccessCheck? _access = AccessCheck.Of(core, uploads);
    private readonly IetfFrontDoor _door = new(core, uploads, options.Ietf, new EndpointTarget(next, options, log));

    /// <summary>Answers one request, or passes it on.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        if (_dispatch.Read(context) is { } request)
        {
            return AnswerAsync(request);
        }

        if (_dispatch.AsksForLimits(context))
        {
            context.Response.OnStarting(() => Offer(context));
        }

        return next(context);
    }

    [SuppressMessage("Reliability", "CA2025", Justification = "The tasks are awaited before the body is disposed.")]
    private async Task AnswerAsync(IetfRequest request)
    {
        var context = request.Context;
        var facts = LoggedRequest.Of(context);
        using var activity = TracedRequest.Start(context, facts);
        using var scope = log.BeginRequest(facts.Method, facts.Path, facts.Id);
        HostLimits.Lift(context);
        string? error = null;
        using var body = new ArrivingBody(
            context.Request.BodyReader, context.Request.ContentLength, options.NetworkTimeout, options.TimeProvider);
        if (await _boundary.HandleAsync(context, AnswerAsync, Refuse) is { } failure)
        {
            await WriteAsync(failure);
        }

        TracedRequest.End(activity, context.Response.StatusCode, error);

        async Task<UploadReply?> AnswerAsync()
        {
            using var place = admission.Enter(context);
            var reply = !place.IsTaken ? Refuse(CapacityErrors.Full)
                : TransferCodings.AreUnknown(context.Request) ? Refuse(UploadErrors.TransferCodingUnknown)
                : _access is not null && await _access.RejectionOfAsync(context, request.Id) is { } rejected
                    ? Refuse(UploadErrors.AccessRejected).Merge(rejected.Answer)
                : await HandleAsync(request, body);
            if (reply is not null)
            {
                await WriteAsync(reply);
            }

            return null;
        }

        UploadReply Refuse(UploadError error) => _door.Refuse(request, error);

        Task WriteAsync(UploadReply reply)
        {
            error = reply.ErrorCode.Length > 0 ? reply.ErrorCode : null;
            return writer.WriteAsync(context, reply, body, HttpMethods.IsHead(context.Request.Method));
        }
    }

    private async Task<UploadReply?> HandleAsync(IetfRequest request, ArrivingBody body)
    {
        if (request.Id.Length == 0)
        {
            return await _door.HandleAsync(request, body);
        }

        // Draft, Offset Retrieval: nothing about an upload may come from a cache.
        request.Context.Response.Headers.CacheControl = "no-store";
        return await IsForeignAsync(request) ? _door.Refuse(request, UploadErrors.NotFound)
            : HttpMethods.IsOptions(request.Method) ? _door.Discover(request.Context, UploadReply.Ok(StatusCodes.Status204NoContent))
            : await _door.HandleAsync(request, body);
    }

    // Draft, Security Considerations: only the owner who created an upload may continue it. An upload without an exchange belongs to
    // another endpoint.
    private async Task<bool> IsForeignAsync(IetfRequest request) =>
        (await core.SeeAsync(request.Id)).Upload is { } upload
        && (upload.Exchange is not { } exchange || exchange.Owner != options.Owner(request.Context));

    // Draft, Upload-Limit: the answer to OPTIONS has the limits. Routing answers 405 with Allow when the application has no answer of its
    // own.
    private Task Offer(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode =
            response.StatusCode == StatusCodes.Status405MethodNotAllowed ? StatusCodes.Status204NoContent : response.StatusCode;
        foreach (var (name, value) in _door.Discover(context, UploadReply.Ok(response.StatusCode)).Headers)
        {
            response.Headers[name] = value;
        }

        return Task.CompletedTask;
    }
}
