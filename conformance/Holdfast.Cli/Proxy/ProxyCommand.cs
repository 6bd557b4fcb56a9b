using System.CommandLine;
using Holdfast.Chaos;
using Holdfast.Cli.Help;

namespace Holdfast.Cli.Proxy;

/// <summary><c>holdfast proxy</c>: the fault proxy with Toxiproxy's API, flags and port.</summary>
internal static class ProxyCommand
{
    public static Command Create()
    {
        var host = new Option<string>("--host", "-host") { Description = "The host that the API listens on; empty means every interface.", DefaultValueFactory = _ => "localhost", HelpName = "HOST" };
        var port = new Option<int>("--port", "-port") { Description = "The port of the API; 0 takes any that is free.", DefaultValueFactory = _ => 8474, HelpName = "N" };
        var seed = new Option<ulong>("--seed", "-seed") { Description = "The seed of all dice: the same seed strikes the same connections.", HelpName = "N" };
        var command = new Command("proxy", "Runs the fault proxy: Toxiproxy's HTTP API, for any Toxiproxy client.") { host, port, seed };
        command.TeachBy(
            ("holdfast proxy", "the API on localhost:8474"),
            ("""curl -d '{"name":"slow","listen":"127.0.0.1:9000","upstream":"127.0.0.1:1080"}' localhost:8474/proxies""", "a proxy in front of a server"),
            ("""curl -d '{"type":"bandwidth","attributes":{"rate":20}}' localhost:8474/proxies/slow/toxics""", "20 KB/s from now on"));
        command.SetAction(async (parsed, stop) =>
        {
            await using var server = await StartAsync(new ToxiproxyServerOptions { Host = parsed.GetValue(host)!, Port = parsed.GetValue(port), Seed = parsed.GetValue(seed) }, stop);
            Console.WriteLine($"Toxiproxy's API listens on {server.Url}");
            await stop.WhenCancelled();
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<ToxiproxyServer> StartAsync(ToxiproxyServerOptions options, CancellationToken stop)
    {
        try
        {
            return await ToxiproxyServer.StartAsync(options, stop);
        }
        catch (ChaosProxyException exception)
        {
            throw new UsageException(exception.Message, exception);
        }
    }
}
