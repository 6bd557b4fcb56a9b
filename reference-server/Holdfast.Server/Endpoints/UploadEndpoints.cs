using Holdfast.Protocol.Ietf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server;

/// <summary>Mounts uploads in an ASP.NET Core application.</summary>
public static class UploadEndpoints
{
    /// <summary>
    /// Serves uploads under <paramref name="basePath"/>, with and without its trailing slash. When the application stops, running
    /// uploads are saved and answered with 503.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A size, rate or count is negative, or a time isn't positive.</exception>
    /// <remarks>
    /// Kestrel drops bytes that arrived just before a reset; <see cref="KeepArrivedBytesExtensions.KeepArrivedBytes"/> makes it keep them.
    /// Nor has it a way to send 104, the IETF draft's interim response; <see cref="InterimResponsesExtensions.UseInterimResponses"/> adds
    /// one. Without it clients of the draft create an empty upload first and then append.
    /// </remarks>
    public static IEndpointConventionBuilder MapUploads(this IEndpointRouteBuilder endpoints, string basePath, UploadOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxSize);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.NetworkTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.AcquireLockTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MinimumBodyRate);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxConcurrentUploads);
        Check(options.Ietf ?? new IetfOptions());
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Expiration?.SweepInterval ?? TimeSpan.MaxValue, TimeSpan.Zero);
        var services = endpoints.ServiceProvider;
        var log = new UploadLog(services.GetRequiredService<ILoggerFactory>().CreateLogger("Holdfast.Server"));
        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var core = new UploadCore(options, log, stopping);
        StartSweeping(options, log, stopping);
        var door = new UploadFrontDoor(core, options, log);
        return endpoints.Map(PatternOf(basePath), door.AnswerAsync)
            .WithDisplayName($"Uploads at '{basePath}'")
            .WithMetadata(new OfferedExtensions(door.Extensions));
    }

    // The draft's fields can't say more.
    private static void Check(IetfOptions options)
    {
        foreach (var size in new[] { options.MinSize, options.MinAppendSize, options.MaxAppendSize })
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(options));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(size, IetfProtocol.MaxLength, nameof(options));
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.ProgressInterval, TimeSpan.Zero, nameof(options));
    }

    private static void StartSweeping(UploadOptions options, UploadLog log, CancellationToken stopping)
    {
        if (options.Expiration is { } expiration && options.Store is IExpiringStore store)
        {
            _ = new UploadSweeper(options, store, log, stopping).RunAsync(expiration.SweepInterval);
        }
    }

    // Braces would be route parameters. The double asterisk takes slashes too: such ids are refused by us, with tus headers.
    private static string PatternOf(string basePath)
    {
        var literal = basePath.Trim('/').Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
        return $"/{literal}/{{**{UploadFrontDoor.IdRouteValue}}}".Replace("//", "/", StringComparison.Ordinal);
    }
}
