namespace Holdfast.Chaos;

/// <summary>
/// Closes both sides with FIN at a time, also while data flows: a <see cref="TimeoutToxic"/> waits for silence instead.
/// </summary>
public sealed record LimitTimeToxic : Toxic
{
    /// <inheritdoc/>
    public override string Type => "limit_time";

    /// <summary>How long a connection lives after the toxic met it; zero and below: it is closed at once.</summary>
    public TimeSpan After { get; init; }
}
