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
        textWriter.WriteLine(Format(TimeProvider.System.GetLocalNow(), Level(logEntry.LogLevel), Fields(logEntry, scopeProvider)));

    /// <summary>Makes the line. The first field is the event, under the name <c>msg</c>.</summary>
    protected abstract string Format(DateTimeOffset time, string level, IEnumerable<KeyValuePair<string, string>> fields);

    // tusd's order: the event, what its request is told by, then the event's own fields. A name counts once.
    private static IEnumerable<KeyValuePair<string, string>> Fields<TState>(LogEntry<TState> entry, IExternalScopeProvider? scopes)
    {
        List<KeyValuePair<string, string>> fields = [new("msg", entry.EventId.Name ?? entry.Formatter(entry.State, entry.Exception))];
        scopes?.ForEachScope(AddScope, fields);
        Add(entry.State, fields);
        return entry.Exception is { } exception ? fields.Append(new("message", exception.ToString())) : fields;
    }

    // The server's own scope has a template; those of the host say the same of the request in other words, and have none.
    private static void AddScope(object? scope, List<KeyValuePair<string, string>> fields)
    {
        if (scope is IEnumerable<KeyValuePair<string, object?>> named && named.Any(field => field.Key == Template))
        {
            Add(named, fields);
        }
    }

    private static void Add(object? state, List<KeyValuePair<string, string>> fields)
    {
        foreach (var (name, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
        {
            var key = char.ToLowerInvariant(name[0]) + name[1..];
            if (name != Template && fields.TrueForAll(field => field.Key != key))
            {
                fields.Add(new(key, Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
            }
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
