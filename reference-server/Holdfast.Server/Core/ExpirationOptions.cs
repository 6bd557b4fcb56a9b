namespace Holdfast.Server.Core;

/// <summary>
/// When uploads are removed automatically. A lifetime begins with the last stored byte, so an upload never expires while its client sends.
/// </summary>
public sealed record ExpirationOptions
{
    /// <summary>How long an unfinished upload waits for its next byte. Null, the default: for ever.</summary>
    public TimeSpan? Unfinished { get; init; }

    /// <summary>How long a finished upload is kept. Null, the default: for ever; tus 1.0.0 speaks of unfinished ones only.</summary>
    public TimeSpan? Finished { get; init; }

    /// <summary>The interval at which expired uploads are removed; until then they are answered with 410. Default: 5 minutes.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromMinutes(5);
}
