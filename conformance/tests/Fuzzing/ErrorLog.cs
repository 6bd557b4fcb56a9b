using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Holdfast.Fuzzing;

/// <summary>Keeps what the server, or its host, calls an error.</summary>
internal sealed class ErrorLog : ILoggerProvider
{
    // Kestrel says it of any answer that comes when the connection of HTTP/2 has ended already, since its queue takes nothing then.
    private const string QueueHasEnded = "Http2QueueOperationsExceeded";

    // Kestrel says that its reader of the body is in an invalid state when it drains a chunked body whose trailer section has a null: the
    // reader throws the wrong kind of exception there. The connection ends either way, and the application never sees it.
    private const string DrainingFailed = "RequestBodyDrainBodyReaderInvalidState";
    private const string NullInTrailer = "Null characters are not allowed in request headers.";

    private readonly ConcurrentQueue<string> _messages = [];

    /// <summary>Throws when there was one since the last time.</summary>
    public void ThrowIfAny()
    {
        var messages = new List<string>();
        while (_messages.TryDequeue(out var message))
        {
            messages.Add(message);
        }

        messages.ShouldBeEmpty();
    }

    public ILogger CreateLogger(string categoryName) => new Recorder(categoryName, _messages);

    public void Dispose()
    {
    }

    private sealed class Recorder(string category, ConcurrentQueue<string> messages) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel) && eventId.Name != QueueHasEnded
                && !(eventId.Name == DrainingFailed && exception?.Message == NullInTrailer))
            {
                messages.Enqueue($"{category}: {formatter(state, exception)} {exception}");
            }
        }
    }
}
