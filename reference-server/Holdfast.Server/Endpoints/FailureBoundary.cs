using System.Diagnostics.CodeAnalysis;
using Holdfast.Protocol.Tus;
using Holdfast.Server.Capacity;
using Holdfast.Server.Core;
using Holdfast.Server.Replies;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Endpoints;

/// <summary>The last place that can still answer: a failure of the store becomes a 503 or 500, a bug a 500, and both are logged.</summary>
internal sealed class FailureBoundary(UploadLog log)
{
    // In seconds: the time that tus-js-client waits before the last of its retries. An operator has to repair a full disk or a lost
    // directory.
    private const long RetryAfter = 5;

    [SuppressMessage("Design", "CA1031", Justification = "The boundary between the server and the wire.")]
    public async Task<UploadReply?> HandleAsync(HttpContext context, Func<Task<UploadReply?>> handle, Func<UploadError, UploadReply> refuse)
    {
        try
        {
            return await handle();
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            // The client has disconnected: nothing failed, and no answer can reach it.
            return refuse(UploadErrors.ConnectionReset);
        }
        catch (Exception exception) when (OpenFiles.AreUsedUp(exception) && !context.Response.HasStarted)
        {
            log.DescriptorsUsedUp(LoggedRequest.Of(context).Id, exception);
            return refuse(CapacityErrors.Full);
        }
        catch (UploadStoreException exception) when (exception.IsTransient && !context.Response.HasStarted)
        {
            log.StoreUnavailable(LoggedRequest.Of(context).Id, exception);
            return refuse(UploadErrors.StoreUnavailable).With("Retry-After", RetryAfter);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            log.InternalServerError(LoggedRequest.Of(context).Id, exception);
            return refuse(UploadErrors.Internal);
        }
    }
}
