namespace Holdfast.Server.Profiling.Sessions;

/// <summary>Why there is no profile, as the client is told.</summary>
internal sealed class ProfilingException(int status, string message, TimeSpan? retryAfter = null, Exception? cause = null)
    : Exception(message, cause)
{
    /// <summary>The response's status.</summary>
    public int Status => status;

    /// <summary>When the reason will be gone; null if that isn't known.</summary>
    public TimeSpan? RetryAfter => retryAfter;
}
