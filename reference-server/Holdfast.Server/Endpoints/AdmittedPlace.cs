using Holdfast.Server.Capacity;

namespace Holdfast.Server.Endpoints;

/// <summary>A request's place among those that the server works on at once.</summary>
/// <param name="IsTaken">Whether the request got a place.</param>
/// <param name="Capacity">The counter to which the place is returned; null when requests aren't counted.</param>
internal readonly record struct AdmittedPlace(bool IsTaken, ServerCapacity? Capacity) : IDisposable
{
    public void Dispose() => Capacity?.LeaveRequest();
}
