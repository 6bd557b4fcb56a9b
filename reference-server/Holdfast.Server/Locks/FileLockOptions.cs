namespace Holdfast.Server.Locks;

/// <summary>
/// How often a <see cref="FileUploadLocker"/> looks at its files. These are upper bounds with tusd's defaults; normally a request for the
/// lock is seen within 50 ms, and a released lock after a quarter of the wait.
/// </summary>
public sealed record FileLockOptions
{
    /// <summary>
    /// The longest time between two checks for requests by a holder while the directory shows no change; network file systems may report
    /// changes late. Default: 5 s (tusd: <c>-filelock-holder-poll-interval</c>).
    /// </summary>
    public TimeSpan HolderPollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The longest time between two attempts of a waiter that has waited for long. Default: 2 s (tusd:
    /// <c>-filelock-acquirer-poll-interval</c>).
    /// </summary>
    public TimeSpan AcquirerPollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The clock of both.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
