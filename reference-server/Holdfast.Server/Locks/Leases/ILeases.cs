namespace Holdfast.Server.Locks.Leases;

/// <summary>The service in which servers keep their leases: a Redis, or a bucket.</summary>
internal interface ILeases
{
    /// <summary>A request's wish for an upload's lease. Nothing is sent yet.</summary>
    /// <param name="id">The upload.</param>
    /// <param name="requestRelease">Called, perhaps more than once, when another server wants the lease that the claim has taken.</param>
    ILeaseClaim Claim(string id, Action requestRelease);
}
