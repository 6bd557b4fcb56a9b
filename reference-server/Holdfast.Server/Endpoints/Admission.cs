using Holdfast.Server.Capacity;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Endpoints;

/// <summary>Lets a request in while the server has room, and refuses it otherwise before it touches anything.</summary>
/// <param name="capacity">The room; null when there is no limit.</param>
internal sealed class Admission(ServerCapacity? capacity)
{
    /// <summary>A place for the request, which it gives back; or none, and then it has to be refused.</summary>
    public AdmittedPlace Enter(HttpContext context)
    {
        if (context.Features.Get<IRefusedConnection>() is not null)
        {
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
            return default;
        }

        return capacity is null ? new AdmittedPlace(true, null)
            : capacity.TryEnterRequest() ? new AdmittedPlace(true, capacity)
            : default;
    }
}
