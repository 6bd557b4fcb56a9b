using Holdfast.Cli.Check.Started;
using Holdfast.Conformance.Engine;

namespace Holdfast.Cli.Check;

/// <summary>Chooses and starts the server to check.</summary>
internal static class TargetHosts
{
    public static async Task<ITargetHost> StartAsync(string? start, Uri? url, string? content, CancellationToken stop)
    {
        Check(start, url, content);
        return (start, url) switch
        {
            ({ } command, _) => await StartedTarget.StartAsync(new ServerCommand(command, content), url, stop),
            (_, { } running) => new RunningTarget(running, content),
            _ => await EmbeddedTarget.StartAsync(stop),
        };
    }

    // A server that Holdfast starts may make its directory itself.
    private static void Check(string? start, Uri? url, string? content)
    {
        var isPattern = content?.Contains(ServerCommand.Directory, StringComparison.Ordinal) == true;
        if (isPattern && start is null)
        {
            throw new UsageException($"'{content}' in --content-dir names '{ServerCommand.Directory}', the directory that --start makes. Give the server's command with --start, or the directory's path.");
        }

        if (content is not null && (start, url) is (null, null))
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
