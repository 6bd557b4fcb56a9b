using System.Diagnostics;

namespace Holdfast.Chaos.Tests.Toxiproxy;

/// <summary>An independent Toxiproxy client, toxiproxy-node-client, works with our server.</summary>
public sealed class NodeClientTests : ToxiproxyServerFixture
{
    [Test]
    [CancelAfter(60_000)]
    public async Task The_whole_surface_of_toxiproxys_node_client_works(CancellationToken token)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Peer() };
        start.ArgumentList.Add("judge.mjs");
        start.ArgumentList.Add(Server.Url.AbsoluteUri.TrimEnd('/'));
        using var node = Process.Start(start)!;
        await using var killed = token.Register(() => node.Kill(entireProcessTree: true));
        var output = node.StandardOutput.ReadToEndAsync(token);
        var errors = node.StandardError.ReadToEndAsync(token);
        await node.WaitForExitAsync(token);

        node.ExitCode.ShouldBe(0, $"'npm ci' in '{start.WorkingDirectory}' installs the client.\n{await output}{await errors}");
        (await output).Split('\n').Count(line => line.StartsWith("ok: ", StringComparison.Ordinal)).ShouldBe(6);
    }

    private static string Peer()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Conformance.sln")))
        {
            directory = directory.Parent!;
        }

        return Path.Combine(directory.FullName, "chaos", "peers", "toxiproxy-node-client");
    }
}
