using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Holdfast.Cli.Serve.Logs;

/// <summary>One line for each event, with tusd's names of events, fields and levels.</summary>
internal abstract class ServerLogFormatter
{
    private const string Template = "{OriginalFormat}";

    /// <summary>The most characters that a thread keeps for its next line.</summary>
    private const int Kept = 4096;

    // Names come from the templates of events, so there are few.
    private static readonly ConcurrentDictionary<string, string> Keys = new(StringComparer.Ordinal);

    // A server writes several lines a request: each thread uses its line and its list again.
    [ThreadStatic]
    private static StringBuilder? _line;

    [ThreadStatic]
    private static List<KeyValuePair<string, object?>>? _fields;

    /// <summary>The line of an event, which holds until the thread's next one.</summary>
    public StringBuilder Format(
        LogLevel level,
        string name,
        IReadOnlyList<KeyValuePair<string, object?>> state,
        Exception? exception,
        IExternalScopeProvider scopes)
    {
        // tusd's order: the event, the fields that identify its request, then the event's own fields.
        var fields = _fields ??= [];
        fields.Clear();
        fields.Add(new("msg", name));
        scopes.ForEachScope(AddScope, fields);
        Add(state, fields);
        if (exception is not null)
        {
            fields.Add(new("message", exception.ToString()));
        }

        return Line(level, fields);
    }

    /// <summary>The line for events that were dropped because the log's reader did not read.</summary>
    public StringBuilder FormatDropped(long count)
    {
        var line = new StringBuilder();
        Write(line, TimeProvider.System.GetLocalNow(), Level(LogLevel.Warning), [new("msg", "LogLinesDropped"), new("count", count)]);
        return line;
    }

    /// <summary>Writes the line. The first field is the event, under the name <c>msg</c>.</summary>
    protected abstract void Write(StringBuilder line, DateTimeOffset time, string level, List<KeyValuePair<string, object?>> fields);

    /// <summary>The text as a JSON string.</summary>
    protected static string Quote(string text) => JsonSerializer.Serialize(text, LogJson.Default.String);

    private StringBuilder Line(LogLevel level, List<KeyValuePair<string, object?>> fields)
    {
        var line = _line is { Capacity: <= Kept } kept ? kept.Clear() : _line = new StringBuilder(Kept);
        Write(line, TimeProvider.System.GetLocalNow(), Level(level), fields);
        return line;
    }

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
            var (name, value) = named[at];
            var key = Keys.GetOrAdd(name, static name => char.ToLowerInvariant(name[0]) + name[1..]);
            if (key != Template && value is not null && !Has(fields, key))
            {
                fields.Add(new(key, value));
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
