using Microsoft.Extensions.Logging;

namespace Holdfast.Cli.Serve.Logs;

/// <summary>The server's log on standard output.</summary>
internal static class ServerLog
{
    public static ILoggerFactory Create(ServeSettings settings)
    {
        var isJson = settings.Read<bool>("log-format", "a format of logs", "'text' or 'json'", text => text switch
        {
            "text" => false,
            "json" => true,
            _ => null,
        });
        var level = settings.Switch("verbose") ? LogLevel.Debug : LogLevel.Information;
        return LoggerFactory.Create(logging => logging
            .AddProvider(new ServerLogProvider(isJson ? new JsonLogFormatter() : new TextLogFormatter(), Console.OpenStandardOutput()))
            .SetMinimumLevel(LogLevel.Warning)

            // If this category has any level, the host creates an unused activity and scope for each request.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)

            // The command reports a failed start itself, in one sentence.
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
            .AddFilter("Holdfast", level));
    }
}
