using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Capacity;

/// <summary>Logs when a server is full and when it has room again: once each, however many requests are refused in between.</summary>
internal sealed partial class CapacityLog(ILogger logger)
{
    [LoggerMessage(30, LogLevel.Warning, "CapacityReached connections={Connections} requests={Requests} descriptors={Descriptors}",
        EventName = "CapacityReached")]
    public partial void CapacityReached(int connections, int requests, int descriptors);

    [LoggerMessage(31, LogLevel.Information, "CapacityRegained connections={Connections} requests={Requests}",
        EventName = "CapacityRegained")]
    public partial void CapacityRegained(int connections, int requests);
}
