namespace Holdfast.Server.Hooks.Plugins;

/// <summary>Which assembly is run as a plugin.</summary>
public sealed record PluginHookOptions
{
    /// <summary>
    /// The assembly, a <c>.dll</c> with one public class that implements <see cref="IHookProvider"/> and has a constructor without
    /// parameters. What it needs stands beside it (tusd: <c>-hooks-plugin</c>, whose plugins are programs of Go).
    /// </summary>
    public required string AssemblyFile { get; init; }

    /// <summary>
    /// The time of one call, and of the start of the process if it needs one. Default: 15 s, as for hooks over HTTP. After a call that
    /// takes longer, the next event gets a new process.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The most bytes of a response as JSON. Default: 1 MiB.</summary>
    public int SizeLimit { get; init; } = 1024 * 1024;

    /// <summary>
    /// The least time between two starts of the process. Default: 1 s, so that a plugin that crashes at each event doesn't keep the machine
    /// busy.
    /// </summary>
    public TimeSpan RestartDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The clock of the times above.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
