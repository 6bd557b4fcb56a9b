using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Holdfast.Cli.Serve;

/// <summary>The server's log on standard output.</summary>
internal static class ServerLog
{
    public static ILoggerFactory Create(ServeSettings settings)
    {
        var format = settings.Read<bool>("log-format", "a format of logs", "'text' or 'json'", text => text switch
        {
            "text" => false,
            "json" => true,
            _ => null,
        }) ? ServerLogFormatter.Json : ServerLogFormatter.Text;
        var level = settings.Switch("verbose") ? LogLevel.Debug : LogLevel.Information;
        return LoggerFactory.Create(logging => logging
            .AddConsole(console =>
            {
                console.FormatterName = format;

                // A reader of the log that stops reading must not stop the uploads.
                console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
            })
            .AddConsoleFormatter<TextLogFormatter, ConsoleFormatterOptions>()
            .AddConsoleFormatter<JsonLogFormatter, ConsoleFormatterOptions>()
            .SetMinimumLevel(LogLevel.Warning)

            // If this category has any level, the host creates an unused activity and scope for each request.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)

            // The command reports a failed start itself, in one sentence.
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
            .AddFilter("Holdfast", level));
    }
}
