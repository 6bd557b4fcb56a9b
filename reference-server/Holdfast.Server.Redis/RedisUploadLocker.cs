using Holdfast.Server.Locks;
using Holdfast.Server.Locks.Leases;
using Holdfast.Server.Stores;
using StackExchange.Redis;

namespace Holdfast.Server.Redis;

/// <summary>
/// Locks for any number of servers that share a Redis. A lock is a lease: the server that holds it renews it, and one that crashed blocks
/// an upload no longer than that. The holder is asked to let go by publish and subscribe, so a handover takes milliseconds.
/// </summary>
public sealed class RedisUploadLocker : IUploadLocker, IReachable, IAsyncDisposable
{
    // A request waits this long for a Redis that doesn't answer, instead of the 5 s of StackExchange.Redis. A connection string that says
    // otherwise takes precedence: of two settings with one name the last counts.
    private const string Defaults = "asyncTimeout=2000,connectTimeout=2000,syncTimeout=2000,name=holdfast,";

    private readonly LeaseUploadLocker _locker;
    private readonly RedisLeases _leases;
    private readonly IConnectionMultiplexer? _own;

    private RedisUploadLocker(RedisLeases leases, LeaseOptions options, IConnectionMultiplexer? own) =>
        (_leases, _locker, _own) = (leases, new LeaseUploadLocker(leases, options), own);

    /// <summary>Keeps locks in a Redis, over a connection of its own that is closed with the locker.</summary>
    /// <param name="configuration">
    /// <c>HOST:PORT</c>, or any connection string of StackExchange.Redis, such as <c>redis:6379,password=…,ssl=true</c>.
    /// </param>
    /// <param name="options">Names and times.</param>
    /// <exception cref="UploadStoreException">The Redis can't be reached.</exception>
    /// <exception cref="ArgumentException">The connection string or an option is invalid.</exception>
    public static async Task<RedisUploadLocker> ConnectAsync(string configuration, RedisLockOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(configuration);
        ConnectionMultiplexer? connection = null;
        try
        {
            connection = await ConnectionMultiplexer.ConnectAsync(Defaults + configuration);
            var given = options ?? new RedisLockOptions();
            var locker = new RedisUploadLocker(await RedisLeases.OpenAsync(connection, given), given.Leases, connection);
            connection = null;
            return locker;
        }
        catch (RedisException exception)
        {
            throw RedisLeases.Unavailable(ConfigurationOptions.Parse(configuration).EndPoints, exception);
        }
        finally
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }
        }
    }

    /// <summary>Keeps locks in a Redis over a connection of the application, which stays open.</summary>
    /// <param name="connection">The connection, which must allow publish and subscribe.</param>
    /// <param name="options">Names and times.</param>
    /// <exception cref="UploadStoreException">The Redis can't be reached.</exception>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public static async Task<RedisUploadLocker> OpenAsync(IConnectionMultiplexer connection, RedisLockOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var given = options ?? new RedisLockOptions();
        try
        {
            return new RedisUploadLocker(await RedisLeases.OpenAsync(connection, given), given.Leases, own: null);
        }
        catch (RedisException exception)
        {
            throw RedisLeases.Unavailable(connection.GetEndPoints(), exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask DemandReachableAsync(CancellationToken cancellationToken) => _locker.DemandReachableAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IUploadLock?> AcquireAsync(string id, Action requestRelease, CancellationToken cancellationToken) =>
        _locker.AcquireAsync(id, requestRelease, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IUploadLock?> AcquireToReadAsync(string id, Action requestRelease, CancellationToken cancellationToken) =>
        _locker.AcquireToReadAsync(id, requestRelease, cancellationToken);

    /// <summary>Stops listening, and closes the connection if the locker opened it. Locks that are held end with their leases.</summary>
    public async ValueTask DisposeAsync()
    {
        await _leases.DisposeAsync();
        if (_own is not null)
        {
            await _own.DisposeAsync();
        }
    }
}
