using Holdfast.Server.Profiling;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Cli.Serve;

/// <summary>
/// The settings of profiling. The credentials are in tusd's environment variable, because a command line is no place for them.
/// </summary>
internal static class ProfilingConfiguration
{
    public const string CredentialsVariable = "TUSD_PPROF_AUTH";

    /// <summary>Adds the endpoints; null if profiling is off.</summary>
    /// <exception cref="UsageException">The credentials or the path are invalid.</exception>
    public static Action<IApplicationBuilder>? Read(ServeSettings settings)
    {
        var path = settings.Text("pprof-path");
        if (!settings.Switch("expose-pprof"))
        {
            return null;
        }

        if (IsTaken(path, settings.Text("base-path")))
        {
            throw new UsageException(
                $"'{path}' is a URL of uploads. '-pprof-path' takes a path of its own, for example '{ProfilingEndpoints.DefaultPath}'.");
        }

        var options = new ProfilingOptions { Credentials = ReadCredentials() };
        return application => ((IEndpointRouteBuilder)application).MapProfiling(path, options);
    }

    // Below the root are all paths; only the root itself is taken then.
    private static bool IsTaken(string path, string uploads) => uploads.Trim('/').Length == 0
        ? path.Trim('/').Length == 0
        : $"{path.Trim('/')}/".StartsWith($"{uploads.Trim('/')}/", StringComparison.OrdinalIgnoreCase);

    private static ProfilingCredentials? ReadCredentials()
    {
        try
        {
            var text = Environment.GetEnvironmentVariable(CredentialsVariable);
            return string.IsNullOrEmpty(text) ? null : ProfilingCredentials.Parse(text);
        }
        catch (FormatException exception)
        {
            throw new UsageException(
                $"The environment variable '{CredentialsVariable}' is invalid: {exception.Message} Change it.", exception);
        }
    }
}
