using Holdfast.Server.Locks.Leases;

namespace Holdfast.Server.Redis;

/// <summary>How a <see cref="RedisUploadLocker"/> names its keys, and how long its leases last.</summary>
public sealed record RedisLockOptions
{
    /// <summary>
    /// Begins every key and channel. All servers of one deployment have the same, and two deployments on one Redis different ones. In
    /// braces, so that a Redis Cluster keeps all keys in one slot, as the scripts need. Default: <c>{holdfast}</c>.
    /// </summary>
    public string Prefix { get; init; } = "{holdfast}";

    /// <summary>How long leases last, and how often they are renewed.</summary>
    public LeaseOptions Leases { get; init; } = new();
}
