namespace Holdfast.Cli;

/// <summary>The user asked for something that cannot be; the message says what to do instead.</summary>
internal sealed class UsageException(string message, Exception? cause = null) : Exception(message, cause)
{
    public int Code { get; init; } = ExitCode.Usage;
}
