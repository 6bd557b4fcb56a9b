using System.Net;
using Holdfast.Server.Hosting;
using Holdfast.Server.Locks;
using Holdfast.Server.Locks.Leases;
using Holdfast.Server.Redis;
using Holdfast.Server.S3.Locks;
using Holdfast.Server.Stores;

namespace Holdfast.Cli.Serve;

/// <summary>What the settings mean for locks that several servers share.</summary>
internal static class LockerConfiguration
{
    private enum Kind
    {
        Auto,
        File,
        Memory,
        Redis,
        S3,
    }

    /// <summary>Opens the locker that is asked for; without a wish, the options keep the one that suits the store.</summary>
    /// <exception cref="UsageException">A value is invalid, flags contradict each other, or the locker can't be used.</exception>
    public static async Task<UploadServerOptions> ChooseAsync(
        UploadServerOptions options, ServeSettings settings, CancellationToken stop) =>
        await OpenAsync(settings, stop) is { } locker ? options with { Uploads = options.Uploads with { Locker = locker } } : options;

    private static async Task<IUploadLocker?> OpenAsync(ServeSettings settings, CancellationToken stop)
    {
        var hasBucket = settings.OptionalText("s3-bucket") is not null;
        var redis = settings.OptionalText("redis-lock");
        var kind = ReadKind(settings);
        return (kind, redis, hasBucket) switch
        {
            (Kind.Auto or Kind.Redis, { } address, _) => await OpenRedisAsync(address, settings),
            (Kind.Redis, null, _) => throw new UsageException(
                "'-locker redis' needs the address of a Redis. Give it with '-redis-lock', for example '-redis-lock 127.0.0.1:6379'."),
            (_, { } address, _) => throw new UsageException(
                $"'-redis-lock' is '{address}', but '-locker' chooses other locks. Remove one of them."),
            (Kind.S3, _, false) => throw new UsageException(
                "'-locker s3' keeps locks in the bucket of '-s3-bucket', which is not given. Give a bucket, or choose '-locker file'."),
            (Kind.File, _, true) => throw new UsageException(
                "'-locker file' keeps locks in a directory, but the uploads are in a bucket. Choose '-locker s3', 'redis' or 'memory'."),
            (Kind.Memory, _, _) => new MemoryUploadLocker(),
            (Kind.S3, _, _) => await OpenS3Async(settings, stop),
            (Kind.Auto, _, true) => await TryOpenS3Async(settings, stop),
            _ => null,
        };
    }

    private static Kind ReadKind(ServeSettings settings) =>
        settings.Read<Kind>("locker", "a kind of locks", "'auto', 'file', 'memory', 'redis' or 's3'", text => text switch
        {
            "auto" => Kind.Auto,
            "file" => Kind.File,
            "memory" => Kind.Memory,
            "redis" => Kind.Redis,
            "s3" => Kind.S3,
            _ => null,
        });

    private static LeaseOptions ReadLeases(ServeSettings settings)
    {
        var leases = new LeaseOptions { Duration = settings.Wait("lock-lease"), RenewalInterval = settings.Wait("lock-renewal") };
        try
        {
            return leases.Validated();
        }
        catch (ArgumentException exception)
        {
            throw new UsageException($"{exception.Message} Change '-lock-lease' or '-lock-renewal'.", exception);
        }
    }

    // As tusd, which has no other locks for a bucket; a line at the start says so.
    private static async Task<IUploadLocker> TryOpenS3Async(ServeSettings settings, CancellationToken stop)
    {
        try
        {
            return await OpenS3Async(settings, stop);
        }
        catch (UsageException exception) when (exception.InnerException is UploadStoreException { IsTransient: false })
        {
            return new MemoryUploadLocker();
        }
    }

    private static async Task<IUploadLocker> OpenS3Async(ServeSettings settings, CancellationToken stop)
    {
        var store = S3Configuration.ReadOptions(settings);
        var options = new S3LockOptions
        {
            Prefix = S3UploadLocker.PrefixOf(store), Leases = ReadLeases(settings), HandoverEndPoint = ReadAddress(settings),
        };
        try
        {
            // A request for a lock is repeated once; whoever waits for the lock asks again anyway.
            var connection = S3Configuration.ReadConnection(settings) with { MaxRetries = 1 };
            return await S3UploadLocker.OpenAsync(connection.CreateClient(), store.Bucket, options, stop);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException($"{exception.Message} Change '-lock-address'.", exception);
        }
        catch (UploadStoreException exception)
        {
            throw new UsageException(
                $"{exception.Message} Choose '-redis-lock ADDRESS', or '-locker memory' for one server.", exception);
        }
    }

    private static IPEndPoint? ReadAddress(ServeSettings settings) =>
        settings.OptionalText("lock-address") is not { } text ? null
        : IPEndPoint.TryParse(text, out var address) ? address
        : throw new UsageException(
            $"'{text}' is not an address. '-lock-address' takes an IP address of this machine and a port, for example '10.0.0.5:8090'.");

    private static async Task<IUploadLocker> OpenRedisAsync(string address, ServeSettings settings)
    {
        var options = new RedisLockOptions { Prefix = settings.Text("redis-lock-prefix"), Leases = ReadLeases(settings) };
        try
        {
            return await RedisUploadLocker.ConnectAsync(address, options);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(
                $"'{address}' is not the address of a Redis: {exception.Message} '-redis-lock' takes HOST:PORT, or a connection string of "
                    + "StackExchange.Redis, for example 'redis.example:6379,password=secret,ssl=true'.",
                exception);
        }
        catch (UploadStoreException exception)
        {
            throw new UsageException($"{exception.Message} Change '-redis-lock', or start the Redis first.", exception);
        }
    }
}
