using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Holdfast.Cli.Serve;

/// <summary>One line for each event, with tusd's names of events, fields and levels.</summary>
internal abstract class ServerLogFormatter(string name) : ConsoleFormatter(name)
{
    public const string Text = "holdfast-text";
    public const string Json = "holdfast-json";

    private const string Template = "{OriginalFormat}";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter) =>
        textWriter.WriteLine(Format(TimeProvider.System.GetLocalNow(), Level(logEntry.LogLevel), Fields(logEntry)));

    /// <summary>Makes the line. The first field is the event, under the name <c>msg</c>.</summary>
    protected abstract string Format(DateTimeOffset time, string level, IEnumerable<KeyValuePair<string, string>> fields);

    private static IEnumerable<KeyValuePair<string, string>> Fields<TState>(LogEntry<TState> entry)
    {
        yield return new("msg", entry.EventId.Name ?? entry.Formatter(entry.State, entry.Exception));
        foreach (var (name, value) in entry.State as IEnumerable<KeyValuePair<string, object?>> ?? [])
        {
            if (name != Template)
            {
                yield return new(char.ToLowerInvariant(name[0]) + name[1..], Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
            }
        }

        if (entry.Exception is { } exception)
        {
            yield return new("message", exception.ToString());
        }
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARN",
        _ => "ERROR",
    };
}
