using Holdfast.Protocol.Tus;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server;

/// <summary>Lets a request in while the server has room, and refuses it otherwise before it touches anything.</summary>
/// <param name="capacity">The room; null when nobody bounds it.</param>
/// <param name="boundary">What a request that is let in runs in.</param>
internal sealed class Admission(ServerCapacity? capacity, FailureBoundary boundary)
{
    public async Task<UploadReply?> HandleAsync(HttpContext context, Func<Task<UploadReply?>> handle, Func<UploadError, UploadReply> refuse)
    {
        if (context.Features.Get<IRefusedConnection>() is not null)
        {
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
            return refuse(CapacityErrors.Full);
        }

        if (capacity?.TryEnterRequest() == false)
        {
            return refuse(CapacityErrors.Full);
        }

        try
        {
            return await boundary.HandleAsync(context, handle, refuse);
        }
        finally
        {
            capacity?.LeaveRequest();
        }
    }
}
