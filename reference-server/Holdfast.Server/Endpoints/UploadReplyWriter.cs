using Holdfast.Server.Bodies;
using Holdfast.Server.Core;
using Holdfast.Server.Refusals;
using Holdfast.Server.Replies;
using Holdfast.Server.Telemetry;
using Holdfast.Server.Tus;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Endpoints;

/// <summary>
/// Writes an answer, also one that is sent before the end of the body: it is flushed, then the rest of the body is read and discarded for a
/// bounded time, because closing at once would reset the connection and could destroy the answer (RFC 9112, 9.6).
/// </summary>
internal sealed class UploadReplyWriter(UploadOptions options, UploadMeter meter, CancellationToken stopping)
{
    // A refused body this small is cheaper read than paid for with a new connection.
    private const long SmallBody = 64 * 1024;

    // In seconds (RFC 9110, 10.2.3): the cause of a 503 here ends by itself or by a restart.
    private const string ShortWhile = "1";

    public async Task WriteAsync(HttpContext context, UploadReply reply, ArrivingBody body, bool isHead)
    {
        if (reply.ErrorCode.Length > 0)
        {
            meter.RequestFailed(reply.Status, reply.ErrorCode);
        }

        var staysOpen = KeepsConnection(context, body);
        if (!staysOpen)
        {
            context.Response.Headers.Connection = "close";
        }

        await WriteAsync(context.Response, reply, isHead);
        if (!staysOpen)
        {
            await context.Response.CompleteAsync();
            await LingerAsync(context, body);
        }
    }

    private static async Task WriteAsync(HttpResponse response, UploadReply reply, bool isHead)
    {
        response.StatusCode = reply.Status;
        if (reply.Status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = ShortWhile;
        }

        foreach (var (name, value) in reply.Headers)
        {
            response.Headers[name] = value;
        }

        if (isHead || reply.Content.IsEmpty)
        {
            return;
        }

        response.ContentType = reply.ContentType.Length > 0 ? reply.ContentType : response.ContentType;
        response.ContentLength = reply.Content.Length;
        await response.BodyWriter.WriteAsync(reply.Content);
    }

    // HTTP/2 ends the stream only (RFC 9113, 8.1) and has no Connection field; the host ends the stream.
    private static bool KeepsConnection(HttpContext context, ArrivingBody body) =>
        !HttpProtocol.IsHttp11(context.Request.Protocol) || body.IsWhole
        || (!body.IsStarted && (Unread(context, body) == 0 || (Unread(context, body) <= SmallBody && !IsWithheld(context, body))));

    private static long Unread(HttpContext context, ArrivingBody body) =>
        body.Length ?? (TusRequest.CanHaveBody(context) ? long.MaxValue : 0);

    // The client waits for "100 Continue" (RFC 9110, 10.1.1), which the host says at the first read before an answer. After a final
    // answer the client may send the body or not, so the connection can't be used again.
    private static bool IsWithheld(HttpContext context, ArrivingBody body) => !body.IsStarted && context.Request.Headers.Expect.Count > 0;

    // A client that has disconnected sends nothing more, and a server that stops waits for no client. The response may be lost then, but
    // the client resumes in either case.
    private async Task LingerAsync(HttpContext context, ArrivingBody body)
    {
        var isGone = body.Cut == RefusalKind.ConnectionReset || body.Cut == RefusalKind.UnexpectedEof;
        if (isGone || !await body.DiscardAsync(options.LingerTimeout, options.TimeProvider, stopping))
        {
            context.Abort();
        }
    }
}
