using Holdfast.Protocol.Ietf;
using Holdfast.Server.Capacity;
using Holdfast.Server.Core;
using Holdfast.Server.Proxies;
using Holdfast.Server.Stores;
using Holdfast.Server.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Endpoints;

/// <summary>
/// The start of every way to mount uploads in an application: it checks the options, and builds the core and the sweeper.
/// </summary>
internal static class UploadMounting
{
    /// <exception cref="ArgumentOutOfRangeException">A size, rate or count is negative, or a time isn't positive.</exception>
    /// <exception cref="ArgumentException">The public URL isn't one.</exception>
    public static (UploadCore Core, UploadLog Log, Admission Admission, UploadReplyWriter Writer) Mount(
        IServiceProvider services, UploadOptions options)
    {
        ThrowIfInvalid(options);
        var meter = UploadMeter.Of(services);
        var log = new UploadLog(services.GetRequiredService<ILoggerFactory>().CreateLogger("Holdfast.Server"), meter);
        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var lifecycle = new UploadLifecycle(options, log);
        var finisher = new Finisher(options, lifecycle, log, stopping);
        if (options.Expiration is { } expiration && options.Store is IExpiringStore store)
        {
            _ = new UploadSweeper(options, store, lifecycle, finisher, log, stopping).RunAsync(expiration.SweepInterval);
        }

        if (options.Delivery is { } delivery && lifecycle.Outbox is { } outbox)
        {
            _ = new OutboxCourier(options, delivery, outbox, lifecycle, log, stopping).RunAsync();
        }

        _ = new LeftoverSweeper(options, log, stopping).RunAsync();
        var capacity = services.GetService<ServerCapacity>();
        if (capacity is not null)
        {
            meter.ShowConnections(() => capacity.Connections);
        }

        var core = new UploadCore(options, lifecycle, finisher, log, stopping);
        return (core, log, new Admission(capacity), new UploadReplyWriter(options, meter, stopping));
    }

    private static void ThrowIfInvalid(UploadOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxSize);
        if (options is { Delivery: not null, Store: not IOutboxStore })
        {
            throw new ArgumentException(
                $"A store of the type '{options.Store.GetType().Name}' keeps no events until they are delivered. Use one that is an "
                    + $"{nameof(IOutboxStore)}, or hooks that aren't called at least once.",
                nameof(options));
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.NetworkTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.AcquireLockTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MinimumBodyRate);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxConcurrentUploads);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxParts);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxRepeatedBytes);
        ThrowIfInvalid(options.Ietf ?? new IetfOptions());
        PublicAddress.ThrowIfInvalid(options.PublicUrl);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Expiration?.SweepInterval ?? TimeSpan.MaxValue, TimeSpan.Zero);
    }

    // The draft's fields can't say more.
    private static void ThrowIfInvalid(IetfOptions options)
    {
        foreach (var size in new[] { options.MinSize, options.MinAppendSize, options.MaxAppendSize })
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(options));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(size, IetfProtocol.MaxLength, nameof(options));
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.ProgressInterval, TimeSpan.Zero, nameof(options));
    }
}
