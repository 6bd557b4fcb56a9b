using System.Net;
using Holdfast.Server.Locks.Leases;

namespace Holdfast.Server.S3.Locks;

/// <summary>Where an <see cref="S3UploadLocker"/> keeps its leases, and how its servers reach each other.</summary>
public sealed record S3LockOptions
{
    /// <summary>Begins the names of the lease objects, as <c>PREFIXid.lock</c>. Default: none.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>How long leases last, and how often they are renewed.</summary>
    public LeaseOptions Leases { get; init; } = new();

    /// <summary>
    /// The UDP address at which the other servers ask this one to let go of an upload. By default a free port of the address from which
    /// this server reaches the bucket. Where datagrams don't pass, a holder sees the request when it renews its lease.
    /// </summary>
    public IPEndPoint? HandoverEndPoint { get; init; }

    /// <summary>How long an answer of the S3 server may take. Default: 5 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
