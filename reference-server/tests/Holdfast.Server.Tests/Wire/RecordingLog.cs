using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Tests;

/// <summary>Keeps the names of the server's own events with what their requests are told by, and what anybody calls an error.</summary>
internal sealed class RecordingLog : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider? _scopes;

    public ConcurrentQueue<string> Events { get; } = [];

    /// <summary>The server's own events, each with the innermost scope around it.</summary>
    public ConcurrentQueue<(string Event, string Scope)> Scoped { get; } = [];

    /// <summary>The host's events, too.</summary>
    public ConcurrentQueue<string> Errors { get; } = [];

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public ILogger CreateLogger(string categoryName) => new Recorder(this, isOwn: categoryName == "Holdfast.Server");

    public void Dispose()
    {
    }

    private string Innermost()
    {
        var scope = "";
        _scopes?.ForEachScope((state, _) => scope = state?.ToString() ?? "", this);
        return scope;
    }

    private sealed class Recorder(RecordingLog log, bool isOwn) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (isOwn)
            {
                log.Events.Enqueue(eventId.Name ?? "");
                log.Scoped.Enqueue((eventId.Name ?? "", log.Innermost()));
            }

            if (logLevel >= LogLevel.Error)
            {
                log.Errors.Enqueue($"{eventId.Name}: {exception}");
            }
        }
    }
}
