using System.Globalization;
using Holdfast.Server.Locks.Leases;
using StackExchange.Redis;

namespace Holdfast.Server.Redis;

/// <summary>One request's wish for an upload's lease in a Redis. Each step is one script, which Redis runs as a whole.</summary>
internal sealed class RedisLeaseClaim(RedisLeases leases, string id, string token, Action requestRelease) : ILeaseClaim
{
    // KEYS: lease, place in line, last fence. ARGV: token, duration (ms), channels, how long a place in line lasts (ms).
    //
    // A Redis that has started less than one lease ago may have forgotten a lease that its holder still relies on, so it grants none yet.
    //
    // One number counts the holders of all uploads, so that nothing stays behind for each upload. It starts from Redis's clock, so that it
    // grows even when Redis has lost it: the store remembers the fence with the upload. Microseconds stay exact in Lua until 2255.
    private const string Take = """
        local held = redis.call('GET', KEYS[1])
        local first = redis.call('GET', KEYS[2])
        if not held and (not first or first == ARGV[1]) then
          local up = string.match(redis.call('INFO', 'server'), 'uptime_in_seconds:(%d+)')
          if tonumber(up) * 1000 < tonumber(ARGV[2]) then return false end
          local now = redis.call('TIME')
          local fence = math.max(now[1] * 1000000 + now[2], tonumber(redis.call('GET', KEYS[3]) or '0') + 1)
          fence = string.format('%.0f', fence)
          redis.call('SET', KEYS[3], fence)
          redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
          redis.call('DEL', KEYS[2])
          return fence
        end
        if not first or first == ARGV[1] then redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[4]) end
        if held then redis.call('PUBLISH', ARGV[3] .. string.match(held, '^[^/]*'), held) end
        return false
        """;

    private const string Look = """
        local held = redis.call('GET', KEYS[1])
        if not held then return 1 end
        redis.call('PUBLISH', ARGV[1] .. string.match(held, '^[^/]*'), held)
        return 0
        """;

    private const string Renew = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        return redis.call('PEXPIRE', KEYS[1], ARGV[2])
        """;

    private const string Release = """
        if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
        if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
        return 1
        """;

    private readonly RedisKey _lease = leases.Key("lease", id);
    private readonly RedisKey _line = leases.Key("next", id);

    // Twice the longest pause between two attempts, each of which makes it last again.
    private RedisValue PlaceInLine => (long)leases.Options.Leases.AcquirerPollInterval.TotalMilliseconds * 2;

    private RedisValue Duration => (long)leases.Options.Leases.Duration.TotalMilliseconds;

    public async ValueTask<long?> TryTakeAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        leases.Listen(token, requestRelease);

        // The attempt isn't abandoned when the wait ends meanwhile: its outcome decides whether there is something to give back.
        var fence = await leases.RunAsync(
            Take, [_lease, _line, leases.Key("fence")], [token, Duration, leases.Channels, PlaceInLine], CancellationToken.None);
        return fence.IsNull ? null : long.Parse(fence.ToString(), CultureInfo.InvariantCulture);
    }

    public async ValueTask<bool> IsFreeAsync(CancellationToken cancellationToken) =>
        (bool)await leases.RunAsync(Look, [_lease], [leases.Channels], cancellationToken);

    public async ValueTask<bool> RenewAsync(CancellationToken cancellationToken) =>
        (bool)await leases.RunAsync(Renew, [_lease], [token, Duration], cancellationToken);

    public async ValueTask ReleaseAsync(bool forget, CancellationToken cancellationToken)
    {
        leases.Listen(token, null);
        await leases.RunAsync(Release, [_lease, _line], [token], cancellationToken);
    }
}
