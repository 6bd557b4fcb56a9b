using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.Diagnostics.NETCore.Client;

namespace Holdfast.Server.Profiling.Sessions;

/// <summary>A session of the runtime's event pipe (EventPipe) about the process itself, over its diagnostic socket.</summary>
internal sealed class EventSession : IDisposable
{
    private readonly EventPipeSession _session;

    private EventSession(EventPipeSession session) => _session = session;

    /// <summary>The events in the format nettrace. Reading them must go on until the session has stopped.</summary>
    public Stream Events => _session.EventStream;

    /// <param name="providers">The sources of events.</param>
    /// <param name="bufferMegabytes">The memory for events that aren't read yet; once it is full, events are lost.</param>
    /// <param name="namesMethods">Whether the session tells, at its end, the names of all compiled methods.</param>
    /// <exception cref="ProfilingException">The runtime has no diagnostic socket.</exception>
    public static async Task<EventSession> StartAsync(
        IEnumerable<EventPipeProvider> providers, int bufferMegabytes, bool namesMethods, CancellationToken cancellationToken)
    {
        var configuration = new EventPipeSessionConfiguration(providers, bufferMegabytes, namesMethods, requestStackwalk: true);
        try
        {
            var client = new DiagnosticsClient(Environment.ProcessId);
            return new EventSession(await client.StartEventPipeSessionAsync(configuration, cancellationToken));
        }
        catch (DiagnosticsClientException exception)
        {
            throw new ProfilingException(
                StatusCodes.Status501NotImplemented,
                $"The runtime can't be asked for events: {exception.Message} Start the process with a writable directory for temporary "
                    + "files, and without DOTNET_EnableDiagnostics=0.",
                cause: exception);
        }
    }

    /// <summary>Writes the events of the given time to a file.</summary>
    [SuppressMessage("Reliability", "CA2025", Justification = "The copy has ended before the session and the file are disposed.")]
    public static async Task RecordAsync(
        IEnumerable<EventPipeProvider> providers, string path, TimeSpan duration, TimeProvider time, CancellationToken cancellationToken)
    {
        using var session = await StartAsync(providers, BufferMegabytes, namesMethods: true, cancellationToken);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        var copying = session.Events.CopyToAsync(file, CancellationToken.None);
        try
        {
            await (await Task.WhenAny(copying, Task.Delay(duration, time, cancellationToken)));
        }
        finally
        {
            await session.StopAsync(copying);
        }

        await copying;
    }

    public void Dispose() => _session.Dispose();

    // 256 MB is what dotnet-trace takes; memory is used only while events wait.
    private const int BufferMegabytes = 256;

    // The runtime writes the names of methods while it stops, and waits for a reader, also when the reader here has failed.
    public async Task StopAsync(Task reading)
    {
        var stopping = _session.StopAsync(CancellationToken.None);
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Events.CopyToAsync(Stream.Null, CancellationToken.None);
        await stopping;
    }
}
