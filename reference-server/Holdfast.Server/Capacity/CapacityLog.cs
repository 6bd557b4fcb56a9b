using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Capacity;

/// <summary>Tells when a server is full and when it has room again; once each, however many are refused between.</summary>
internal sealed partial class CapacityLog(ILogger logger)
{
    [LoggerMessage(30, LogLevel.Warning, "CapacityReached connections={Connections} requests={Requests} descriptors={Descriptors}",
        EventName = "CapacityReached")]
    public partial void CapacityReached(int connections, int requests, int descriptors);

    [LoggerMessage(31, LogLevel.Information, "CapacityRegained connections={Connections} requests={Requests}",
        EventName = "CapacityRegained")]
    public partial void CapacityRegained(int connections, int requests);
}
