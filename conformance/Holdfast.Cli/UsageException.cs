namespace Holdfast.Cli;

/// <summary>The user's request is impossible; the message says what to do instead.</summary>
internal sealed class UsageException(string message, Exception? cause = null) : Exception(message, cause)
{
    public int Code { get; init; } = ExitCode.Usage;
}
