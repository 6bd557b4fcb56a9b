using Holdfast.Server.Core;
using Holdfast.Server.Health;

namespace Holdfast.Server.Hosting;

/// <summary>The paths at which the server answers for itself. None of them may be a URL of uploads.</summary>
internal static class ServicePaths
{
    /// <summary>A text that can be one of these paths.</summary>
    public static bool IsPath(string text) => text.StartsWith('/') && text.Length > 1 && !text.AsSpan().ContainsAny("{}?#");

    /// <exception cref="UploadServerException">A path can't be used.</exception>
    public static void Check(UploadServerOptions options)
    {
        var uploads = $"/{options.BasePath.Trim('/')}/".Replace("//", "/", StringComparison.Ordinal);
        var paths = Paths(options).ToList();
        foreach (var path in paths)
        {
            if (!IsPath(path))
            {
                throw new UploadServerException(
                    $"'{path}' is not a path for metrics or health. Expected one that begins with a slash, for example '/metrics'.");
            }

            // Below the root, every path would collide; a name that no upload gets from this server is still free there.
            if (uploads != "/" && $"{path}/".StartsWith(uploads, StringComparison.OrdinalIgnoreCase))
            {
                throw new UploadServerException(
                    $"The path '{path}' is a URL of uploads, which are below '{uploads}'. Choose another one, for example '/metrics'.");
            }
        }

        if (paths.Distinct(StringComparer.OrdinalIgnoreCase).Count() < paths.Count)
        {
            throw new UploadServerException(
                $"'{options.MetricsPath}' is the path of the metrics and of an answer about health. Choose another one for the metrics.");
        }
    }

    private static IEnumerable<string> Paths(UploadServerOptions options)
    {
        if (options.MetricsPath is { } metrics)
        {
            yield return metrics;
        }

        if (options.HealthPath is { } health)
        {
            yield return HealthExtensions.LivePath(health);
            yield return HealthExtensions.ReadyPath(health);
        }
    }
}
