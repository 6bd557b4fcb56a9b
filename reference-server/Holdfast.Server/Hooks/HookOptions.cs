using Holdfast.Server.Stores;

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

    /// <summary>
    /// Keeps the events that no request waits for in the store until every provider has taken them, so that none is lost when a hook fails,
    /// its server is away, or this process is killed. They have an id (<see cref="HookRequest.EventId"/>), because an event may be
    /// delivered again. The store has to be an <see cref="IOutboxStore"/>. Default: no, as in tusd.
    /// </summary>
    public bool AtLeastOnce { get; init; }

    /// <summary>The longest time between two attempts to deliver an event. The first pause is 1 s. Default: 1 minute.</summary>
    public TimeSpan LongestRetryPause { get; init; } = TimeSpan.FromMinutes(1);
}
