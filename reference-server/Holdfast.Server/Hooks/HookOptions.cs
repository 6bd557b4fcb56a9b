namespace Holdfast.Server.Hooks;

/// <summary>Which hooks are called, and for which events. Defaults are tusd v2's.</summary>
public sealed record HookOptions
{
    /// <summary>
    /// The providers, which are called in this order for each event. The first that rejects something ends the row; of answers and changes
    /// the later one's win. tusd has one provider at most.
    /// </summary>
    public required IReadOnlyList<IHookProvider> Providers { get; init; }

    /// <summary>The events for which they are called (tusd: <c>-hooks-enabled-events</c>).</summary>
    public IReadOnlySet<HookType> EnabledEvents { get; init; } = HookTypes.Default;

    /// <summary>
    /// The time between two calls for <see cref="HookType.PostReceive"/> while a body arrives. Default: 1 s (tusd:
    /// <c>-progress-hooks-interval</c>).
    /// </summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(1);
}
