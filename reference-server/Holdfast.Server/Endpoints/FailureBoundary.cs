using System.Diagnostics.CodeAnalysis;
using Holdfast.Protocol.Tus;
using Holdfast.Server.Capacity;
using Holdfast.Server.Core;
using Holdfast.Server.Replies;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Endpoints;

/// <summary>The last place that can still answer: a store that fails becomes a 503 or 500, a bug a 500, and is told in the log.</summary>
internal sealed class FailureBoundary(UploadLog log)
{
    // Seconds: as long as tus-js-client waits before the last of its own tries. An operator has to mend a full disk or a lost directory.
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
            // The client has gone: nothing failed, and the answer has no reader.
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
