using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;

namespace Holdfast.Server.Profiling.Sessions;

/// <summary>
/// The runtime's sampler: a thousand times a second, it stops all threads and notes the stack of each that has managed code.
/// </summary>
internal static class Sampler
{
    public static EventPipeProvider Provider { get; } = new("Microsoft-DotNETCore-SampleProfiler", EventLevel.Informational);
}
