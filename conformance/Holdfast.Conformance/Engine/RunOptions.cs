using Holdfast.Conformance.Baselines;
using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Selection;
using Holdfast.Conformance.Stores;
using Holdfast.Conformance.Targets;

namespace Holdfast.Conformance.Engine;

/// <summary>The settings of a run.</summary>
public sealed record RunOptions
{
    /// <summary>The server or the clients that are judged.</summary>
    public required RunSubject Subject { get; init; }

    /// <summary>The server that is judged.</summary>
    /// <exception cref="InvalidOperationException">The run judges clients.</exception>
    public Target Target
    {
        get => (Subject as RunSubject.Server ?? throw new InvalidOperationException("The run judges clients, so it has no target.")).Target;
        init => Subject = new RunSubject.Server(value);
    }

    /// <summary>The cases to run; by default all that apply to the subject.</summary>
    public CaseSelection Selection { get; init; } = new();

    /// <summary>The seed of all random choices. A run with the same seed makes the same ones.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// How many cases run at the same time by default. A case waits for nine tenths of its time: a run of all cases against the embedded
    /// server took 23 s with 8, 13 s with 16 and 10 s with 24 of them on two cores, which are busy then.
    /// </summary>
    public const int DefaultParallel = 24;

    /// <summary>How many cases may run at the same time; at least 1.</summary>
    public int Parallel { get; init; } = DefaultParallel;

    /// <summary>
    /// The expected duration of the run. Cases that do not fit into it are left out, those with the highest <see cref="Case.Rank"/> first;
    /// <see langword="null"/> for no limit.
    /// </summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>How many requests the whole run may send per second, greater than 0; <see langword="null"/> for no limit.</summary>
    public double? Rate { get; init; }

    /// <summary>The URL of the API of a running Toxiproxy to use; <see langword="null"/> for the embedded fault proxy.</summary>
    public Uri? Toxiproxy { get; init; }

    /// <summary>Starts servers for the cases that kill or stop them; if <see langword="null"/>, these cases are unsupported.</summary>
    public IServerLauncher? Launcher { get; init; }

    /// <summary>
    /// Starts servers for the cases that break the network to the store; if <see langword="null"/>, these cases are unsupported.
    /// </summary>
    public IStoreLinkLauncher? StoreLinkLauncher { get; init; }

    /// <summary>
    /// The process of the target, which is restarted when it ends by itself; <see langword="null"/> if Holdfast did not start it.
    /// </summary>
    public IServerProcess? Process { get; init; }

    /// <summary>The known failures, which do not fail the run; <see langword="null"/> for none.</summary>
    public Baseline? Baseline { get; init; }

    /// <summary>Whether a baseline compares warnings like failures. It does not change verdicts.</summary>
    public bool Strict { get; init; }

    /// <summary>The frozen set of requirements to judge by; <see langword="null"/> for all requirements of this version.</summary>
    public RequirementSet? Requirements { get; init; }

    /// <summary>The command line that repeats this run, for the report. It must not contain secrets.</summary>
    public string? Command { get; init; }

    /// <summary>The clock of the run.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
