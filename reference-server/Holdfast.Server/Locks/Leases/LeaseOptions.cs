namespace Holdfast.Server.Locks.Leases;

/// <summary>How long a lease lasts, and how often it is renewed.</summary>
public sealed record LeaseOptions
{
    private const int MarginParts = 10;

    /// <summary>
    /// How long a lease lasts without a renewal, so how long a server that crashed can block an upload. Shorter than the 20 s that a
    /// request waits for a lock by default, so that one request is enough. Default: 15 s.
    /// </summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a lease is renewed. Default: 10 s, one request in that time for each upload that is being written.</summary>
    public TimeSpan RenewalInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest pause between two attempts of a waiting request to take the lease. Default: 1 s.</summary>
    public TimeSpan AcquirerPollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The clock of all three; only time that has passed on this machine is measured, never the time of two machines.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// How long the holder relies on a lease after it sent the request for it. A tenth less than the lease lasts, for clocks that run at
    /// different rates and timers that fire late.
    /// </summary>
    internal TimeSpan Reliance => Duration - (Duration / MarginParts);

    /// <summary>Refuses times that contradict each other.</summary>
    /// <exception cref="ArgumentException">A lease would end before its first renewal.</exception>
    internal LeaseOptions Validated() => Duration > TimeSpan.Zero && RenewalInterval > TimeSpan.Zero && RenewalInterval < Reliance
        ? this
        : throw new ArgumentException(
            $"A lease of '{Duration.TotalSeconds:0.###} s' that is renewed every '{RenewalInterval.TotalSeconds:0.###} s' would end before "
                + "its renewal. Renew it after at most nine tenths of its duration, better after two thirds.");
}
