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
        var host = new Option<string>("--host", "-host")
        {
            Description = "The host that the API listens on; empty for all interfaces.", DefaultValueFactory = _ => "localhost",
            HelpName = "HOST",
        };
        var port = new Option<int>("--port", "-port")
        {
            Description = "The port of the API; 0 for any free port.", DefaultValueFactory = _ => 8474, HelpName = "N",
        };
        var seed = new Option<ulong>("--seed", "-seed")
        {
            Description = "The seed of all random choices: the same seed affects the same connections.", HelpName = "N",
        };
        var config = new Option<string?>("--config", "-config")
        {
            Description = "A JSON file of the proxies to start with, in Toxiproxy's format.", HelpName = "FILE",
        };
        var lenient = new Option<bool>("--lenient-config", "-lenient-config")
        {
            Description = "Start even if the file of --config is missing or invalid, as Toxiproxy does.",
        };
        var scenario = new Option<string?>("--scenario", "-scenario")
        {
            Description = $"A timeline of toxics to play: a file or one of {string.Join(", ", NetworkProfile.Names)}.", HelpName = "FILE",
        };
        var proxyMetrics = new Option<bool>("--proxy-metrics", "-proxy-metrics")
        {
            Description = "Count the bytes of each proxy at /metrics.",
        };
        var runtimeMetrics = new Option<bool>("--runtime-metrics", "-runtime-metrics")
        {
            Description = "Report metrics of this process at /metrics.",
        };
        var verbose = new Option<bool>("--verbose", "-verbose") { Description = "Log every connection and its faults to standard error." };
        var allowedHost = new Option<string[]>("--allowed-host", "-allowed-host")
        {
            Description = "A host name that the Host field of API requests may have, besides localhost and IP addresses; * for any. "
                + "Repeatable.", HelpName = "NAME",
        };
        var maxConnections = new Option<int?>("--max-connections", "-max-connections")
        {
            Description = "The number of connections that each proxy accepts at the same time. Default: as many as 'ulimit -n' allows.",
            HelpName = "N",
        };
        var command = new Command("proxy", $"Runs the fault proxy with Toxiproxy's HTTP API, for any Toxiproxy client. If {AuthToken} is "
            + "set in the environment, each API request must send it as a bearer token.")
        {
            host, port, seed, config, lenient, scenario, proxyMetrics, runtimeMetrics, allowedHost, maxConnections, verbose,
        };
        allowedHost.Validators.Add(given =>
        {
            foreach (var name in given.Tokens.Select(token => token.Value)
                .Where(name => name != "*" && Uri.CheckHostName(name) == UriHostNameType.Unknown))
            {
                given.AddError($"'{name}' is not a value for '{allowedHost.Name}'. Expected a host name without scheme and port, or '*'.");
            }
        });
        maxConnections.Validators.Add(given => CheckValues.AtLeast(given, maxConnections.Name, 1));
        command.TeachBy(
            ("holdfast proxy", "the API on localhost:8474"),
            ("""curl -d '{"name":"slow","upstream":"127.0.0.1:1080"}' localhost:8474/proxies""",
                "a proxy in front of a server; the response names its port"),
            ("""
            curl -d '{"type":"bandwidth","stream":"upstream","attributes":{"rate":20}}' \
                  localhost:8474/proxies/slow/toxics
            """, "limit uploads to 20 kB/s"),
            ("holdfast proxy --config proxies.json --scenario train-tunnel", "the network of a train that passes a tunnel"));
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
