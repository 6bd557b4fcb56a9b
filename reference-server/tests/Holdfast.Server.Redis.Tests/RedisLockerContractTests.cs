using Holdfast.Server.Locks;
using Holdfast.Server.Locks.Leases;
using Holdfast.Server.Tests.Locks;

namespace Holdfast.Server.Redis.Tests;

/// <summary>Each locker has a connection of its own, as each process has.</summary>
public sealed class RedisLockerContractTests : LockerContractTests, IAsyncDisposable
{
    private static readonly RedisLockOptions Options = new()
    {
        Leases = new LeaseOptions { Duration = TimeSpan.FromSeconds(2), RenewalInterval = TimeSpan.FromSeconds(0.7) },
    };

    private readonly List<RedisUploadLocker> _opened = [];
    private RedisServer? _redis;

    protected override TimeSpan? Lease => Options.Leases.Duration;

    public async ValueTask DisposeAsync()
    {
        foreach (var locker in _opened)
        {
            await locker.DisposeAsync();
        }

        _redis?.Dispose();
    }

    protected override async ValueTask<IUploadLocker> OpenAsync()
    {
        _redis ??= await RedisServer.StartAsync(Options.Leases.Duration, TestContext.CurrentContext.CancellationToken);
        _opened.Add(await RedisUploadLocker.ConnectAsync(_redis.Address + ",asyncTimeout=300", Options));
        return _opened[^1];
    }

    protected override ValueTask CrashAsync(IUploadLocker locker) => ((RedisUploadLocker)locker).DisposeAsync();

    protected override IDisposable TakeAway() => _redis!.Freeze();

    // The last fence is one number for all uploads, and has to outlive the locks.
    protected override async ValueTask<IReadOnlyCollection<string>> LeftAsync() =>
        [.. (await _redis!.KeysAsync(Options.Prefix)).Except([$"{Options.Prefix}:fence"])];
}
