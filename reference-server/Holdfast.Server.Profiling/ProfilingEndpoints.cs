using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Holdfast.Server.Profiling;

/// <summary>Profiles the process in which it runs, at the paths of Go's <c>net/http/pprof</c> where those have a meaning in .NET.</summary>
public static class ProfilingEndpoints
{
    /// <summary>The path at which tusd has its profiles.</summary>
    public const string DefaultPath = "/debug/pprof/";

    /// <summary>
    /// Serves an index at <paramref name="path"/>, and below it <c>profile</c>, <c>fgprof</c>, <c>heap</c>, <c>threads</c> and
    /// <c>counters</c>. A process has one profile at a time.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A duration is less than a second, or the default is longer than the longest.
    /// </exception>
    public static IEndpointConventionBuilder MapProfiling(
        this IEndpointRouteBuilder endpoints, string path = DefaultPath, ProfilingOptions? options = null)
    {
        options ??= new ProfilingOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.DefaultDuration, TimeSpan.FromSeconds(1), nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.DefaultDuration, options.MaxDuration, nameof(options));
        var stopping = endpoints.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var door = new ProfilingFrontDoor(options, stopping);
        return endpoints.Map(PatternOf(path), context => door.AnswerAsync(context, (string?)context.GetRouteValue(NameRouteValue) ?? ""))
            .WithDisplayName($"Profiling at '{path}'");
    }

    private const string NameRouteValue = "profile";

    // Braces would be route parameters.
    private static string PatternOf(string path)
    {
        var literal = path.Trim('/').Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
        return $"/{literal}/{{**{NameRouteValue}}}".Replace("//", "/", StringComparison.Ordinal);
    }
}
