namespace Holdfast.Server.Hooks.Scripts;

/// <summary>Which programs are run as hooks.</summary>
public sealed record ScriptHookOptions
{
    /// <summary>
    /// The directory of the programs, which are called like the events: <c>pre-create</c>. An event without a program is none for this
    /// provider (tusd: <c>-hooks-dir</c>).
    /// </summary>
    public required string Directory { get; init; }

    /// <summary>The time after which a program is ended; null, the default, for none, as in tusd.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The most bytes that a program may write to its standard output. Default: 1 MiB; tusd has no limit.</summary>
    public int SizeLimit { get; init; } = 1024 * 1024;

    /// <summary>The clock of the timeout.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
