using System.Collections.Concurrent;
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

    // Names come from the templates of events, so there are few.
    private static readonly ConcurrentDictionary<string, string> Keys = new(StringComparer.Ordinal);

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        // tusd's order: the event, the fields that identify its request, then the event's own fields.
        List<KeyValuePair<string, object?>> fields =
            [new("msg", logEntry.EventId.Name ?? logEntry.Formatter(logEntry.State, logEntry.Exception))];
        scopeProvider?.ForEachScope(AddScope, fields);
        Add(logEntry.State as IReadOnlyList<KeyValuePair<string, object?>> ?? [], fields);
        if (logEntry.Exception is { } exception)
        {
            fields.Add(new("message", exception.ToString()));
        }

        Write(textWriter, TimeProvider.System.GetLocalNow(), Level(logEntry.LogLevel), fields);
    }

    /// <summary>Writes the line. The first field is the event, under the name <c>msg</c>.</summary>
    protected abstract void Write(TextWriter line, DateTimeOffset time, string level, List<KeyValuePair<string, object?>> fields);

    // The server's own scope has a template at its end; the host's scopes repeat the request's data and have none.
    private static void AddScope(object? scope, List<KeyValuePair<string, object?>> fields)
    {
        if (scope is IReadOnlyList<KeyValuePair<string, object?>> { Count: > 0 } named && named[^1].Key == Template)
        {
            Add(named, fields);
        }
    }

    private static void Add(IReadOnlyList<KeyValuePair<string, object?>> named, List<KeyValuePair<string, object?>> fields)
    {
        for (var at = 0; at < named.Count; at++)
        {
            var key = Keys.GetOrAdd(named[at].Key, static name => char.ToLowerInvariant(name[0]) + name[1..]);
            if (key != Template && named[at].Value is not null && !Has(fields, key))
            {
                fields.Add(new(key, named[at].Value));
            }
        }
    }

    // An event repeats the fields that identify its request, for logs without scopes.
    private static bool Has(List<KeyValuePair<string, object?>> fields, string key)
    {
        foreach (var field in fields)
        {
            if (field.Key == key)
            {
                return true;
            }
        }

        return false;
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARN",
        _ => "ERROR",
    };
}
