using System.Diagnostics.CodeAnalysis;
using Holdfast.Protocol.Ietf;
using Holdfast.Server.Core;
using Holdfast.Server.Ietf;
using Holdfast.Server.Replies;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Server.Resumable;

/// <summary>
/// Uploads are the content of a request to an endpoint of the application. It runs at most once: an upload is complete before its endpoint
/// runs, so for an exchange without an answer it is unknown how far the endpoint got.
/// </summary>
internal sealed class EndpointTarget(RequestDelegate endpoint, ResumableUploadOptions options, UploadLog log) : IUploadTarget
{
    // Draft, Upload Append: the target's answer, whatever its status. The client's going away changes nothing: it may ask again.
    public async Task<UploadReply?> ProcessAsync(IetfRequest request, UploadInfo upload, WriteScope scope)
    {
        var context = request.Context;
        await using var content = await options.Store.OpenReadAsync(upload, 0, upload.Offset, CancellationToken.None)
            ?? throw new UploadStoreException(
                $"The bytes of upload '{upload.Id}' are gone, '{upload.Offset}' were expected.", isTransient: false);
        var through = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var outer = context.Features.GetRequiredFeature<IHttpResponseFeature>();
        await using var held = new HeldResponse(outer, options.MaxKeptResponse, async large =>
        {
            await KeepAsync(upload, Record(large, content: null), scope);
            Begin(outer, IetfReplies.Final(request, upload, ReplyOf(Record(large, content: null))), large.Headers.ContentLength);
            return through.Stream;
        });
        return await RunAsync(context, upload, content, held) is { } answer ? await FinishAsync(request, upload, answer, scope) : null;
    }

    public UploadReply Recall(IetfRequest request, UploadInfo upload) => IetfReplies.Final(
        request, upload, upload.Exchange?.Response is { Content: not null } kept ? ReplyOf(kept) : Unknown(upload.Exchange?.Response));

    // The effects of the endpoint before its failure remain, so the failure is its answer.
    [SuppressMessage("Design", "CA1031", Justification = "The boundary between the server and an endpoint that it doesn't know.")]
    private async Task<RecordedResponse?> RunAsync(HttpContext context, UploadInfo upload, Stream content, HeldResponse held)
    {
        try
        {
            await RestoredRequest.InvokeAsync(endpoint, context, upload, content, held);
            return held.IsLarge ? null : Record(held, held.Content);
        }
        catch (Exception exception) when (!held.IsLarge)
        {
            log.EndpointError(upload.Id, exception);
            var status = exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError;
            return new RecordedResponse
            {
                Status = status, Headers = new Dictionary<string, IReadOnlyList<string>>(), Content = Array.Empty<byte>(),
            };
        }
    }

    private async Task<UploadReply> FinishAsync(IetfRequest request, UploadInfo upload, RecordedResponse answer, WriteScope scope)
    {
        await KeepAsync(upload, answer, scope);
        return IetfReplies.Final(request, upload, ReplyOf(answer));
    }

    // The endpoint has done its work, so its client gets the response even when the disk is full.
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a store throws, the answer is still worth sending.")]
    private async Task KeepAsync(UploadInfo upload, RecordedResponse answer, WriteScope scope)
    {
        try
        {
            var answered = upload with { Exchange = upload.Exchange! with { Response = answer } };
            await options.Store.KeepExchangeAsync(answered, scope with { Completion = CancellationToken.None });
        }
        catch (Exception exception)
        {
            log.AnswerNotKept(upload.Id, exception);
        }
    }

    private static RecordedResponse Record(HeldResponse held, ReadOnlyMemory<byte>? content) =>
        new() { Status = held.StatusCode, Headers = RecordedFields.OfResponse(held.Headers), Content = content };

    private static UploadReply ReplyOf(RecordedResponse answer)
    {
        var reply = UploadReply.WithContent(answer.Status, "", answer.Content ?? default);
        return answer.Headers.Aggregate(reply, (whole, field) => whole.With(field.Key, field.Value.ToArray()));
    }

    private static UploadReply Unknown(RecordedResponse? answer)
    {
        var problem = new Problem
        {
            Title = "The answer isn't known",
            Status = StatusCodes.Status500InternalServerError,
            Detail = answer is null
                ? "The upload was complete, and its endpoint may have run; it won't run again. Look at its effects before you create a "
                    + "new upload."
                : $"The endpoint answered with status '{answer.Status}' and more content than is kept. It won't run again.",
        };
        return UploadReply.WithContent(problem.Status, UploadProblemTypes.MediaType, problem.ToUtf8());
    }

    private static void Begin(IHttpResponseFeature response, UploadReply reply, long? length)
    {
        response.StatusCode = reply.Status;
        response.Headers.ContentLength = length;
        foreach (var (name, value) in reply.Headers)
        {
            response.Headers[name] = value;
        }
    }
}
