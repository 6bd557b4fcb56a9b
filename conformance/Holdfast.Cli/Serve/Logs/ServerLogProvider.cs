using Microsoft.Extensions.Logging;

namespace Holdfast.Cli.Serve.Logs;

/// <summary>Sends the events of all categories to one output, a line for each.</summary>
internal sealed class ServerLogProvider : ILoggerProvider, ISupportExternalScope
{
    private readonly ServerLogFormatter _formatter;
    private readonly LogOutput _output;
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    /// <param name="formatter">The form of a line.</param>
    /// <param name="stream">Where lines go; it is closed with the provider.</param>
    public ServerLogProvider(ServerLogFormatter formatter, Stream stream)
    {
        _formatter = formatter;
        _output = new LogOutput(stream, formatter.FormatDropped);
    }

    // The category is not part of a line: tusd's events have none.
    public ILogger CreateLogger(string categoryName) => new ServerLogger(this);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose() => _output.Dispose();

    private sealed class ServerLogger(ServerLogProvider provider) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => provider._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            provider._output.Write(provider._formatter.Format(
                logLevel,
                eventId.Name ?? formatter(state, exception),
                state as IReadOnlyList<KeyValuePair<string, object?>> ?? [],
                exception,
                provider._scopes));
    }
}
