using Holdfast.Chaos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Holdfast.Cli.Proxy;

/// <summary>One run of <c>holdfast proxy</c>, from its arguments to Ctrl-C.</summary>
internal static class ProxySession
{
    public static async Task<int> RunAsync(ProxyArguments arguments, CancellationToken stop)
    {
        var scenario = arguments.Scenario is { } wanted ? await ScenarioAsync(wanted, stop) : null;
        using var loggers = Loggers(arguments.Verbose);
        await using var server = await StartAsync(arguments, loggers, stop);
        var loaded = arguments.Config is null ? null : await LoadAsync(server, arguments.Config, arguments.LenientConfig, stop);
        Console.WriteLine($"Toxiproxy's API listens on {server.Url}");
        if (loaded is not null)
        {
            Console.WriteLine($"Proxies from '{arguments.Config}': {loaded}");
        }

        var playing = scenario is null ? Task.CompletedTask : PlayAsync(server, scenario, stop);
        await stop.WhenCancelled();
        await playing;
        return ExitCode.Ok;
    }

    // To standard error, so that scripts can read standard output: unreachable upstreams always, connections and their faults with
    // --verbose.
    private static ILoggerFactory Loggers(bool verbose) => LoggerFactory.Create(logging => logging
        .AddSimpleConsole(console => console.SingleLine = true)
        .AddFilter("Microsoft", LogLevel.Warning)
        .SetMinimumLevel(verbose ? LogLevel.Debug : LogLevel.Warning)
        .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace));

    private static async Task<Scenario> ScenarioAsync(string wanted, CancellationToken stop)
    {
        if (NetworkProfile.Names.Contains(wanted))
        {
            return NetworkProfile.Named(wanted);
        }

        try
        {
            return Scenario.Parse(await File.ReadAllTextAsync(wanted, stop));
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new UsageException($"The scenario '{wanted}' cannot be played: {unusable.Message}", unusable);
        }
    }

    private static async Task<ToxiproxyServer> StartAsync(ProxyArguments arguments, ILoggerFactory loggers, CancellationToken stop)
    {
        try
        {
            return await ToxiproxyServer.StartAsync(
                new ToxiproxyServerOptions
                {
                    Host = arguments.Host,
                    Port = arguments.Port,
                    Seed = arguments.Seed,
                    AuthToken = Environment.GetEnvironmentVariable(ProxyCommand.AuthToken),
                    AllowedHosts = arguments.AllowedHosts,
                    MaxConnections = arguments.MaxConnections,
                    ProxyMetrics = arguments.ProxyMetrics,
                    RuntimeMetrics = arguments.RuntimeMetrics,
                    LoggerFactory = loggers,
                },
                stop);
        }
        catch (ChaosProxyException exception)
        {
            throw new UsageException(exception.Message, exception);
        }
    }

    /// <summary>Loads a configuration and returns the number of proxies; null if it is invalid and may be ignored.</summary>
    private static async Task<int?> LoadAsync(ToxiproxyServer server, string file, bool lenient, CancellationToken stop)
    {
        try
        {
            return await server.PopulateAsync(await File.ReadAllTextAsync(file, stop), stop);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or ChaosProxyException)
        {
            var sentence = $"The configuration '{file}' could not be loaded: {unusable.Message}";
            if (!lenient)
            {
                throw new UsageException($"{sentence} To start without it, as Toxiproxy does, use --lenient-config.", unusable);
            }

            await Console.Error.WriteLineAsync(sentence);
            return null;
        }
    }

    private static async Task PlayAsync(ToxiproxyServer server, Scenario scenario, CancellationToken stop)
    {
        if (server.Proxies.Count + scenario.Proxies.Count == 0)
        {
            await Console.Error.WriteLineAsync(
                $"The scenario '{scenario.Name}' has no proxies. Define them in a file for --config, or in 'proxies' of the scenario.");
        }

        try
        {
            Console.WriteLine($"Plays '{scenario.Name}'");
            await server.PlayAsync(scenario, stop);
            Console.WriteLine($"'{scenario.Name}' has ended; its last step stays in effect");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl-C ends it in the middle.
        }
        catch (Exception refused) when (refused is ChaosProxyException or ArgumentException)
        {
            await Console.Error.WriteLineAsync($"The scenario '{scenario.Name}' ended: {refused.Message}");
        }
    }
}
