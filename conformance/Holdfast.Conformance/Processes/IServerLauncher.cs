namespace Holdfast.Conformance.Processes;

/// <summary>Starts servers for cases that end them: the same command each time, with another port and directory.</summary>
public interface IServerLauncher
{
    /// <summary>Why a fault cannot be done to a server here, as a sentence; <see langword="null"/> when it can.</summary>
    string? WhyNot(ProcessFault fault);

    /// <summary>Starts a server and waits until it listens.</summary>
    /// <param name="fileSizeLimit">Bytes that none of its files can grow beyond until it is started again; <see langword="null"/> for no
    /// limit.</param>
    /// <param name="cancellationToken">Ends the waiting; then nothing is left behind.</param>
    Task<ServerStart> StartAsync(long? fileSizeLimit, CancellationToken cancellationToken);
}
