namespace Holdfast.Chaos;

/// <summary>
/// Closes both sides with FIN after a fixed time, also while data flows; a <see cref="TimeoutToxic"/> closes after a time without data.
/// </summary>
public sealed record LimitTimeToxic : Toxic
{
    /// <inheritdoc/>
    public override string Type => "limit_time";

    /// <summary>
    /// The time from when the toxic is applied to a connection until it is closed; at zero or below it is closed at once.
    /// </summary>
    public TimeSpan After { get; init; }
}
