using System.CommandLine;
using Holdfast.Chaos;
using Holdfast.Cli.Check;
using Holdfast.Cli.Help;

namespace Holdfast.Cli.Proxy;

/// <summary><c>holdfast proxy</c>: the fault proxy with Toxiproxy's API, flags and port.</summary>
internal static class ProxyCommand
{
    /// <summary>The variable of Toxiproxy and its clients.</summary>
    public const string AuthToken = "TOXIPROXY_AUTH_TOKEN";

    public static Command Create()
    {
        var host = new Option<string>("--host", "-host") { Description = "The host that the API listens on; empty means every interface.", DefaultValueFactory = _ => "localhost", HelpName = "HOST" };
        var port = new Option<int>("--port", "-port") { Description = "The port of the API; 0 takes any that is free.", DefaultValueFactory = _ => 8474, HelpName = "N" };
        var seed = new Option<ulong>("--seed", "-seed") { Description = "The seed of all dice: the same seed strikes the same connections.", HelpName = "N" };
        var config = new Option<string?>("--config", "-config") { Description = "A JSON file with the proxies to start with, in the form of Toxiproxy's.", HelpName = "FILE" };
        var lenient = new Option<bool>("--lenient-config", "-lenient-config") { Description = "Start without the file of --config if it is missing or broken, as Toxiproxy does." };
        var scenario = new Option<string?>("--scenario", "-scenario") { Description = $"A timeline of toxics to play: a file, or one of {string.Join(", ", NetworkProfile.Names)}.", HelpName = "FILE" };
        var proxyMetrics = new Option<bool>("--proxy-metrics", "-proxy-metrics") { Description = "Count the bytes of each proxy at /metrics." };
        var runtimeMetrics = new Option<bool>("--runtime-metrics", "-runtime-metrics") { Description = "Tell about this process at /metrics." };
        var verbose = new Option<bool>("--verbose", "-verbose") { Description = "Log every connection and what struck it, to standard error." };
        var allowedHost = new Option<string[]>("--allowed-host", "-allowed-host") { Description = "A name that requests to the API may have as Host, besides localhost and addresses; * allows any. Repeatable.", HelpName = "NAME" };
        var maxConnections = new Option<int?>("--max-connections", "-max-connections") { Description = "How many connections each proxy takes at a time; without it, as many as 'ulimit -n' allows.", HelpName = "N" };
        var command = new Command("proxy", $"Runs the fault proxy: Toxiproxy's HTTP API, for any Toxiproxy client. With {AuthToken} in the environment, each request must bring it as a bearer token.")
        {
            host, port, seed, config, lenient, scenario, proxyMetrics, runtimeMetrics, allowedHost, maxConnections, verbose,
        };
        allowedHost.Validators.Add(given =>
        {
            foreach (var name in given.Tokens.Select(token => token.Value).Where(name => name != "*" && Uri.CheckHostName(name) == UriHostNameType.Unknown))
            {
                given.AddError($"'{name}' is not a value for '{allowedHost.Name}'. Expected a name without scheme and port, or *.");
            }
        });
        maxConnections.Validators.Add(given => CheckValues.AtLeast(given, maxConnections.Name, 1));
        command.TeachBy(
            ("holdfast proxy", "the API on localhost:8474"),
            ("""curl -d '{"name":"slow","upstream":"127.0.0.1:1080"}' localhost:8474/proxies""", "a proxy in front of a server, on a free port that the answer names"),
            ("""
            curl -d '{"type":"bandwidth","stream":"upstream","attributes":{"rate":20}}' \
                  localhost:8474/proxies/slow/toxics
            """, "uploads at 20 KB/s from now on"),
            ("holdfast proxy --config proxies.json --scenario train-tunnel", "a train drives through a tunnel"));
        command.SetAction((parsed, stop) => ProxySession.RunAsync(
            new ProxyArguments
            {
                Host = parsed.GetValue(host)!,
                Port = parsed.GetValue(port),
                Seed = parsed.GetValue(seed),
                Config = parsed.GetValue(config),
                LenientConfig = parsed.GetValue(lenient),
                AllowedHosts = parsed.GetValue(allowedHost) ?? [],
                MaxConnections = parsed.GetValue(maxConnections),
                Scenario = parsed.GetValue(scenario),
                ProxyMetrics = parsed.GetValue(proxyMetrics),
                RuntimeMetrics = parsed.GetValue(runtimeMetrics),
                Verbose = parsed.GetValue(verbose),
            },
            stop));
        return command;
    }
}
