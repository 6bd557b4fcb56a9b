namespace Holdfast.Conformance.Processes;

/// <summary>A server that one case has to itself. Disposing ends it and removes its directory.</summary>
public interface IServerProcess : IAsyncDisposable
{
    /// <summary>The creation URL; the same after a restart.</summary>
    Uri Url { get; }

    /// <summary>The directory of the uploads' content in its store, if the user gave it.</summary>
    string? ContentDirectory { get; }

    /// <summary>
    /// How the process exited unexpectedly, as a sentence; <see langword="null"/> while it runs, or if Holdfast ended it.
    /// </summary>
    string? EndedByItself { get; }

    /// <summary>Sends a signal to the server and to the processes that it started.</summary>
    Task SignalAsync(ProcessSignal signal, CancellationToken cancellationToken);

    /// <summary>
    /// Waits for the process to end by itself. Returns its exit code (128 and the signal's number after a signal), or
    /// <see langword="null"/> when it still runs.
    /// </summary>
    Task<int?> EndAsync(TimeSpan atMost, CancellationToken cancellationToken);

    /// <summary>
    /// Ends the process if it still runs, starts the command again on the same port and directory, without a limit for files, and waits
    /// until it listens. Returns <see langword="null"/>, or why it did not come back, as a sentence.
    /// </summary>
    Task<string?> RestartAsync(CancellationToken cancellationToken);
}
