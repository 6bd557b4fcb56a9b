using Holdfast.Server.Profiling.Stacks;

namespace Holdfast.Server.Profiling.Threads;

/// <summary>Threads with the same stack.</summary>
/// <param name="Threads">The threads, the busiest first.</param>
/// <param name="Stack">The stack, innermost method first.</param>
internal sealed record ThreadGroup(IReadOnlyList<ThreadTimes> Threads, IReadOnlyList<string> Stack);
