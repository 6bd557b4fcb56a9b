using Holdfast.Conformance.Baselines;
using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Selection;

namespace Holdfast.Conformance.Engine;

/// <summary>What to run, and how.</summary>
public sealed record RunOptions
{
    /// <summary>Who is judged.</summary>
    public required RunSubject Subject { get; init; }

    /// <summary>The server that is judged.</summary>
    /// <exception cref="InvalidOperationException">The run judges clients.</exception>
    public Target Target
    {
        get => (Subject as RunSubject.Server ?? throw new InvalidOperationException("The run judges clients, so it has no target.")).Target;
        init => Subject = new RunSubject.Server(value);
    }

    /// <summary>Which cases.</summary>
    public CaseSelection Selection { get; init; } = new();

    /// <summary>The seed of every choice.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// How many cases run at once unless somebody says otherwise. A case waits for nine tenths of its time: a run of all cases against the
    /// embedded server took 23 s with 8, 13 s with 16 and 10 s with 24 of them on two cores, which are busy then.
    /// </summary>
    public const int DefaultParallel = 24;

    /// <summary>How many cases run at once, from 1.</summary>
    public int Parallel { get; init; } = DefaultParallel;

    /// <summary>
    /// How long the run may be expected to take; cases that do not fit are left out, those of the lowest priority first.
    /// <see langword="null"/> for no end.
    /// </summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>How many requests the whole run may send per second; <see langword="null"/> for no limit.</summary>
    public double? Rate { get; init; }

    /// <summary>A running Toxiproxy to send the traffic through; <see langword="null"/> for the embedded fault proxy.</summary>
    public Uri? Toxiproxy { get; init; }

    /// <summary>Starts servers for the cases that end them; <see langword="null"/> leaves those cases unsupported.</summary>
    public IServerLauncher? Launcher { get; init; }

    /// <summary>The target's own process, which is started again when it ends by itself; <see langword="null"/> where Holdfast did not start it.</summary>
    public IServerProcess? Process { get; init; }

    /// <summary>The failures that are known; <see langword="null"/> for none.</summary>
    public Baseline? Baseline { get; init; }

    /// <summary>Whether warnings fail the run. Decides only what a baseline compares.</summary>
    public bool Strict { get; init; }

    /// <summary>The frozen set of requirements to judge by; <see langword="null"/> for all that this version knows.</summary>
    public RequirementSet? Requirements { get; init; }

    /// <summary>The command line that repeats this run, with secrets redacted.</summary>
    public string? Command { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
