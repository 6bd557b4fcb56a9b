namespace Holdfast.Server.Capacity;

/// <summary>
/// How much a server takes at once. It answers requests beyond that with 503 and <c>Retry-After</c>. Whatever is set here, the process
/// keeps within its limit of open files (<c>ulimit -n</c>): without a free descriptor .NET can't start a thread, and ends the process.
/// </summary>
public sealed record CapacityOptions
{
    /// <summary>The connections that are open at once; 0, the default, means as many as the limit of open files leaves room for.</summary>
    public int MaxConnections { get; init; }

    /// <summary>
    /// The requests that are worked on at once, on all connections together; 0, the default, means as many as the limit of open files
    /// leaves room for.
    /// </summary>
    public int MaxRequests { get; init; }

    /// <summary>
    /// How many files and sockets are kept free for something else in the process, such as a store behind a network: its
    /// <c>StoreLimits.Descriptors</c>. The server of <c>UploadServer</c> adds those of its store. Default: 0.
    /// </summary>
    public int ReservedDescriptors { get; init; }

    /// <summary>
    /// How long a connection beyond the limit may take to send its request, which is answered with 503. Default: 1 s, some round trips.
    /// </summary>
    public TimeSpan RefusalTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The clock of that time.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
