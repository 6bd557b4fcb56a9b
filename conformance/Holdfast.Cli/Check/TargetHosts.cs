using Holdfast.Cli.Check.Started;
using Holdfast.Conformance.Engine;

namespace Holdfast.Cli.Check;

/// <summary>Chooses and starts the server to check.</summary>
internal static class TargetHosts
{
    public static async Task<ITargetHost> StartAsync(CheckArguments arguments, CancellationToken stop)
    {
        Check(arguments);
        return arguments switch
        {
            { Start: { } command } => await StartedTarget.StartAsync(new ServerCommand(command, arguments.ContentDirectory), arguments.Url, stop),
            { Url: { } url } => new RunningTarget(url, arguments.ContentDirectory),
            _ => await EmbeddedTarget.StartAsync(stop),
        };
    }

    // A server that Holdfast starts may make its directory itself.
    private static void Check(CheckArguments arguments)
    {
        var (content, isPattern) = (arguments.ContentDirectory, arguments.ContentDirectory?.Contains(ServerCommand.Directory, StringComparison.Ordinal) == true);
        if (isPattern && arguments.Start is null)
        {
            throw new UsageException($"'{content}' in --content-dir names '{ServerCommand.Directory}', the directory that --start makes. Give the server's command with --start, or the directory's path.");
        }

        if (content is not null && arguments is { Start: null, Url: null })
        {
            throw new UsageException($"'--content-dir {content}' is for a server of your own. Give its URL, or its command with --start; the embedded one lets its content be read.");
        }

        if (content is not null && !isPattern && !Directory.Exists(content))
        {
            throw new UsageException($"'{content}' in --content-dir is no directory. Expected the one in which the server's store keeps the content of uploads.");
        }
    }

    private sealed class RunningTarget(Uri url, string? content) : ITargetHost
    {
        public Uri Url => url;

        public string Name => Secrets.Redact(url);

        public string? ContentDirectory => content;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
