using Holdfast.Cli.Check.Started;
using Holdfast.Conformance.Targets;

namespace Holdfast.Cli.Check;

/// <summary>Chooses and starts the server to check.</summary>
internal static class TargetHosts
{
    public static async Task<ITargetHost> StartAsync(
        string? start, Uri? url, string? content, CancellationToken stop, bool onS3 = false, string? storeAddress = null)
    {
        Check(start, url, content);
        CheckStore(start, storeAddress);
        return (start, url) switch
        {
            ({ } command, _) => await StartedTarget.StartAsync(new ServerCommand(command, content, storeAddress), url, stop),
            (_, { } running) => new RunningTarget(running, content),
            _ => await EmbeddedTarget.StartAsync(onS3, stop),
        };
    }

    // A server that Holdfast starts may make its directory itself.
    private static void Check(string? start, Uri? url, string? content)
    {
        var isPattern = content?.Contains(ServerCommand.Directory, StringComparison.Ordinal) == true;
        if (isPattern && start is null)
        {
            throw new UsageException($"'{content}' in --content-dir contains '{ServerCommand.Directory}', which stands for the directory "
                + "that --start creates. Give the server's command with --start, or the directory's path.");
        }

        if (content is not null && (start, url) is (null, null))
        {
            throw new UsageException($"'--content-dir {content}' applies to your own server. Give its URL, or its command with --start. "
                + "The content of the embedded server can be read with GET.");
        }

        if (content is not null && !isPattern && !Directory.Exists(content))
        {
            throw new UsageException($"'{content}' in --content-dir is not a directory. Expected the directory in which the server "
                + "stores the content of uploads.");
        }
    }

    private static void CheckStore(string? start, string? storeAddress)
    {
        var takesStore = start?.Contains(ServerCommand.Store, StringComparison.Ordinal) == true;
        if (takesStore && storeAddress is null)
        {
            throw new UsageException($"'{start}' in --start contains '{ServerCommand.Store}', which stands for the address of the "
                + "server's store. Give it with --store-address, for example '--store-address 127.0.0.1:9000'.");
        }

        if (storeAddress is not null && !takesStore)
        {
            throw new UsageException($"'--store-address {storeAddress}' needs a server that Holdfast starts and that takes the address. "
                + $"Give its command with --start, with '{ServerCommand.Store}' where the address belongs.");
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
