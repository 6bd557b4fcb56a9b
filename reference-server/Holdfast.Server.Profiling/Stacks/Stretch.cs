namespace Holdfast.Server.Profiling.Stacks;

/// <summary>A time for which a thread was seen with the same stack.</summary>
/// <param name="Start">In milliseconds since the recording began.</param>
/// <param name="Length">In milliseconds.</param>
/// <param name="Stack">The number of the stack in the <see cref="StackTable"/>.</param>
internal readonly record struct Stretch(double Start, double Length, int Stack);
