namespace Holdfast.Conformance.Walks;

/// <summary>The options of random walks.</summary>
public sealed record ChaosOptions
{
    /// <summary>For how long walks are begun.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How many clients a walk has, from 1.</summary>
    public int Clients { get; init; } = 8;

    /// <summary>
    /// Where the scripts of walks that broke an invariant are saved, made as short as can be; <see langword="null"/> for nowhere.
    /// </summary>
    public string? Directory { get; init; }
}
