using System.CommandLine;
using System.Runtime.InteropServices;
using Holdfast.Cli.Help;
using Holdfast.Cli.Serve.Logs;
using Holdfast.Server.Core;
using Holdfast.Server.Hosting;

namespace Holdfast.Cli.Serve;

/// <summary><c>holdfast serve</c>: the reference server, with tusd's flags, defaults and words.</summary>
internal static class ServeCommand
{
    private const string About = """
        Flags and defaults (in brackets) are tusd's unless marked. A flag takes one or
        two dashes, and its value after a space or '='. Durations: 300ms, 5s or 1m30s.
        A flag can also be set by an environment variable (-max-size:
        HOLDFAST_MAX_SIZE) or by a member of the --config file ("max-size"). The command
        line takes precedence over variables, and variables over the file.


        """;

    public static Command Create()
    {
        var config = new Option<string>("--config", "-config") { Description = "A JSON file with flags.", HelpName = "FILE" };
        var version = new Option<bool>("--version", "-version") { Description = "Prints the version and ends." };
        var options = ServeFlags.All.Concat(MissingFlags.All).ToDictionary(flag => flag, ToOption);
        var command = new Command("serve", "Runs the reference server: tus 1.0 over files or S3, with tusd's flags and layout.")
        {
            config, version,
        };
        foreach (var option in options.Values)
        {
            command.Add(option);
        }

        command.TeachBy(
            About + ServeFlags.Help(),
            ("holdfast serve", "on port 8080, uploads in ./data"),
            ("holdfast serve -port 1080 -upload-dir /srv/uploads -max-size 1073741824", "with flags of tusd"));
        command.SetAction((parsed, stop) => parsed.GetValue(version)
            ? PrintVersionAsync(parsed) : RunAsync(Collect(parsed, options, config), stop));
        return command;
    }

    // The help shows them in groups. A repeated flag is no error in Go: the last one counts.
    private static Option<string[]> ToOption(ServeFlag flag) => new("--" + flag.Name, "-" + flag.Name)
    {
        Hidden = true,
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static ServeSettings Collect(ParseResult parsed, Dictionary<ServeFlag, Option<string[]>> options, Option<string> config)
    {
        var file = parsed.GetValue(config) ?? Environment.GetEnvironmentVariable("HOLDFAST_CONFIG");
        return new ServeSettings(FromCommandLine, ServeSettings.FromEnvironment, file is null ? _ => null : SettingsFile.Open(file));

        Setting? FromCommandLine(ServeFlag flag) => parsed.GetResult(options[flag]) is { Implicit: false } given
            ? new Setting(given.Tokens.Count > 0 ? given.Tokens[^1].Value : flag.IsSwitch ? "true" : "", $"'-{flag.Name}'")
            : null;
    }

    private static async Task<int> PrintVersionAsync(ParseResult parsed)
    {
        await parsed.InvocationConfiguration.Output.WriteLineAsync(VersionLine.Text);
        return ExitCode.Ok;
    }

    private static async Task<int> RunAsync(ServeSettings settings, CancellationToken stop)
    {
        MissingFlags.Refuse(settings);
        using var loggers = ServerLog.Create(settings);
        var read = ServerConfiguration.Read(settings, loggers);
        await S3Configuration.DemandBucketAsync(read.Uploads.Store, settings, stop);
        var options = await LockerConfiguration.ChooseAsync(read, settings, stop);
        using var export = TelemetryExport.Start(settings);
        using var interrupt = ExitAtSecond(PosixSignal.SIGINT);
        using var terminate = ExitAtSecond(PosixSignal.SIGTERM);
        await using var plugins = await RunningPlugins.StartAsync(options.Uploads, stop);
        await using var server = await StartAsync(options, stop);
        StartupLines.Print(server, options, settings);
        await stop.WhenCancelled();
        await server.StopAsync();

        // Now, because the server's meters end with it.
        export?.Dispose();
        return ExitCode.Ok;
    }

    // tusd: the first signal ends the server in order, the second at once with exit code 1.
    private static PosixSignalRegistration ExitAtSecond(PosixSignal signal)
    {
        var signals = 0;
        return PosixSignalRegistration.Create(signal, _ =>
        {
            if (Interlocked.Increment(ref signals) > 1)
            {
                Environment.Exit(ExitCode.Failed);
            }
        });
    }

    private static async Task<UploadServer> StartAsync(UploadServerOptions options, CancellationToken stop)
    {
        try
        {
            return await UploadServer.StartAsync(options, stop);
        }
        catch (UploadServerException exception)
        {
            throw new UsageException(exception.Message, exception);
        }
    }
}
