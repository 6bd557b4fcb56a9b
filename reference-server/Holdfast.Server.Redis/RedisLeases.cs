using System.Collections.Concurrent;
using System.Net;
using Holdfast.Server.Locks.Leases;
using Holdfast.Server.Stores;
using StackExchange.Redis;

namespace Holdfast.Server.Redis;

/// <summary>
/// Leases in a Redis, and the channel on which this process hears that others want one of its own. A token names the process before its
/// slash, and with it the channel.
/// </summary>
internal sealed class RedisLeases : ILeases, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Action> _releases = new(StringComparer.Ordinal);
    private readonly string _process = Guid.NewGuid().ToString("N");
    private readonly IDatabase _database;
    private readonly ISubscriber _subscriber;

    private RedisLeases(IConnectionMultiplexer connection, RedisLockOptions options)
    {
        (_database, _subscriber, Options) = (connection.GetDatabase(), connection.GetSubscriber(), options);
        Channels = $"{options.Prefix}:wanted:";
    }

    /// <summary>Begins the names of all channels; the process follows.</summary>
    public string Channels { get; }

    public RedisLockOptions Options { get; }

    /// <exception cref="RedisException">The Redis can't be reached.</exception>
    public static async Task<RedisLeases> OpenAsync(IConnectionMultiplexer connection, RedisLockOptions options)
    {
        _ = options.Leases.Validated();
        var leases = new RedisLeases(connection, options);
        await leases._subscriber.SubscribeAsync(leases.OwnChannel, (_, token) => leases.PassOn(token));
        return leases;
    }

    /// <summary>What a caller of the locker is told.</summary>
    public static UploadStoreException Unavailable(IEnumerable<EndPoint> addresses, Exception cause) => new(
        $"The Redis at '{string.Join("', '", addresses.Select(TextOf))}', which keeps the locks, can't be used: {cause.Message} "
            + "Check that it runs and that this server may reach it.",
        isTransient: true, cause);

    private static string? TextOf(EndPoint address) => address is DnsEndPoint name ? $"{name.Host}:{name.Port}" : address.ToString();

    public ILeaseClaim Claim(string id, Action requestRelease) =>
        new RedisLeaseClaim(this, id, $"{_process}/{Guid.NewGuid():N}", requestRelease);

    public RedisKey Key(string kind, string? id = null) => id is null ? $"{Options.Prefix}:{kind}" : $"{Options.Prefix}:{kind}:{id}";

    /// <summary>Passes requests for the lease with this token on to its holder, or no longer.</summary>
    public void Listen(string token, Action? requestRelease)
    {
        if (requestRelease is null)
        {
            _releases.TryRemove(token, out _);
        }
        else
        {
            _releases[token] = requestRelease;
        }
    }

    /// <exception cref="UploadStoreException">The Redis doesn't answer, or refuses.</exception>
    public async Task<RedisResult> RunAsync(string script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
    {
        try
        {
            return await _database.ScriptEvaluateAsync(script, keys, values).WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            throw Unavailable(_database.Multiplexer.GetEndPoints(), exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _subscriber.UnsubscribeAsync(OwnChannel);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // The subscription ends with the connection.
        }
    }

    private RedisChannel OwnChannel => RedisChannel.Literal(Channels + _process);

    private void PassOn(RedisValue token)
    {
        if (_releases.TryGetValue(token.ToString(), out var requestRelease))
        {
            requestRelease();
        }
    }
}
