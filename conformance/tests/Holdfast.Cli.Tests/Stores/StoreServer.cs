using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Holdfast.Cli.Check.Started;

namespace Holdfast.Cli.Tests.Stores;

/// <summary>The store of the small servers: objects by HTTP, in a process of its own.</summary>
internal sealed class StoreServer : IDisposable
{
    private readonly Process _process;

    private StoreServer(Process process, string address) => (_process, Address) = (process, address);

    /// <summary>Host and port.</summary>
    public string Address { get; }

    /// <summary>The command line of a server on this store, with one defect.</summary>
    public static string Broken(string defect) => $"node '{Script}' {{port}} {{store}} {defect}";

    /// <summary>Starts the store, and returns when it listens.</summary>
    public static async Task<StoreServer> StartAsync(CancellationToken cancellationToken)
    {
        var port = LocalPort.Free();
        var process = Process.Start(
            new ProcessStartInfo("node", [Script, port.ToString(CultureInfo.InvariantCulture), "store"]) { RedirectStandardInput = true })!;
        var store = new StoreServer(process, string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"));
        while (!await ListensAsync(port, cancellationToken))
        {
            process.HasExited.ShouldBeFalse("The store ended.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }

        return store;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static string Script =>
        Repository.PathTo("conformance", "tests", "Holdfast.Cli.Tests", "Stores", "broken-store-server.mjs");

    private static async Task<bool> ListensAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
