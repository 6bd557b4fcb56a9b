using Holdfast.Server.Capacity;

namespace Holdfast.Server.Endpoints;

/// <summary>A request's place among those that the server works on at once.</summary>
/// <param name="IsTaken">There was one.</param>
/// <param name="Capacity">Where it is given back; null when nobody counts.</param>
internal readonly record struct AdmittedPlace(bool IsTaken, ServerCapacity? Capacity) : IDisposable
{
    public void Dispose() => Capacity?.LeaveRequest();
}
