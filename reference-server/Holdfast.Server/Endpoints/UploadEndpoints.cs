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
    /// <exception cref="ArgumentOutOfRangeException">A size is negative or a timeout isn't positive.</exception>
    /// <remarks>
    /// Kestrel drops bytes that arrived just before a reset; <see cref="KeepArrivedBytesExtensions.KeepArrivedBytes"/> makes it keep them.
    /// </remarks>
    public static IEndpointConventionBuilder MapUploads(this IEndpointRouteBuilder endpoints, string basePath, UploadOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxSize);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.NetworkTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.AcquireLockTimeout, TimeSpan.Zero);
        var services = endpoints.ServiceProvider;
        var log = new UploadLog(services.GetRequiredService<ILoggerFactory>().CreateLogger("Holdfast.Server"));
        var core = new UploadCore(options, log, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        var door = new TusFrontDoor(core, options, log);
        return endpoints.Map(PatternOf(basePath), door.AnswerAsync)
            .WithDisplayName($"Uploads at '{basePath}'")
            .WithMetadata(new OfferedExtensions(door.Extensions));
    }

    // Braces would be route parameters. The double asterisk takes slashes too: such ids are refused by us, with tus headers.
    private static string PatternOf(string basePath)
    {
        var literal = basePath.Trim('/').Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
        return $"/{literal}/{{**{TusFrontDoor.IdRouteValue}}}".Replace("//", "/", StringComparison.Ordinal);
    }
}
