namespace Holdfast.Server.S3.Locks;

/// <summary>A lease as it is stored, with the tag that its next writer has to name.</summary>
internal sealed record StoredLease(LeaseState State, string Tag);
