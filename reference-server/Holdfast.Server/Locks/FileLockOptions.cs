namespace Holdfast.Server.Locks;

/// <summary>
/// How often a <see cref="FileUploadLocker"/> looks at its files. These are upper bounds with tusd's defaults; normally a wish is seen
/// within 50 ms, and a released lock a quarter of the wait later.
/// </summary>
public sealed record FileLockOptions
{
    /// <summary>
    /// How long a holder goes without looking for wishes when the directory shows no change, as network file systems may for a while.
    /// Default: 5 s (tusd: <c>-filelock-holder-poll-interval</c>).
    /// </summary>
    public TimeSpan HolderPollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a waiter that has waited for long goes without a try. Default: 2 s (tusd: <c>-filelock-acquirer-poll-interval</c>).
    /// </summary>
    public TimeSpan AcquirerPollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The clock of both.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
