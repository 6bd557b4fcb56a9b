namespace Holdfast.Client;

/// <summary>When and how often a failed request is tried again. The count starts anew whenever the server has stored more bytes.</summary>
public sealed record RetryOptions
{
    /// <summary>How many attempts in a row may bring no progress, the first one not counted. Default: 10.</summary>
    public int MaxAttempts { get; init; } = 10;

    /// <summary>The first delay; each further one is twice as long on average, with jitter. Default: 500 ms.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest delay of the client's own choice. Default: 30 s.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The longest time that the client waits because a server says so (<c>Retry-After</c>). If a server asks for more, the upload fails
    /// and stays resumable. Default: 10 minutes.
    /// </summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(10);
}
