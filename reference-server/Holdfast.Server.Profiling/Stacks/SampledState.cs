namespace Holdfast.Server.Profiling.Stacks;

/// <summary>What a thread did at the moment of a sample.</summary>
internal enum SampledState
{
    /// <summary>It ran managed code, or wanted to.</summary>
    Managed,

    /// <summary>It was in the runtime or the operating system, and not for waiting: a system call, a collection, the compiler.</summary>
    Native,

    /// <summary>It waited.</summary>
    Waiting,
}
