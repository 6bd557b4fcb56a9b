using System.CommandLine;
using Holdfast.Cli.Help;
using Holdfast.Server;
using Microsoft.Extensions.Logging;

namespace Holdfast.Cli.Serve;

/// <summary><c>holdfast serve</c>: the reference server, with tusd's names and defaults for what it has.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var host = Text("host", "The address to listen on.", "0.0.0.0");
        var port = new Option<int>("--port", "-port") { Description = "The TCP port; 0 takes any that is free.", DefaultValueFactory = _ => 8080, HelpName = "N" };
        var basePath = Text("base-path", "The path under which uploads are created.", "/files/");
        var directory = Text("upload-dir", "Where the uploads are kept, in tusd's layout; made when missing.", "./data");
        var maxSize = new Option<long>("--max-size", "-max-size") { Description = "The largest upload in bytes; 0 means no limit.", HelpName = "BYTES" };
        var network = Duration("network-timeout", "How long a body may be silent before what arrived is saved and the request ends.", 60);
        var acquire = Duration("acquire-lock-timeout", "How long a request waits for another one to let go of the upload.", 20);
        var completion = Duration("request-completion-timeout", "How long the store may work on for a request that was stopped.", 10);
        var shutdown = Duration("shutdown-timeout", "How long open requests may go on after a signal.", 10);
        var noDownload = new Option<bool>("--disable-download", "-disable-download") { Description = "No GET." };
        var noTermination = new Option<bool>("--disable-termination", "-disable-termination") { Description = "No DELETE." };
        var verbose = new Option<bool>("--verbose", "-verbose") { Description = "Log every request." };

        var command = new Command("serve", "Runs the reference server: tus 1.0 over files, with tusd's flags and layout.")
        {
            host, port, basePath, directory, maxSize, network, acquire, completion, shutdown, noDownload, noTermination, verbose,
        };
        command.TeachBy(
            "Durations are written as in tusd: 300ms, 5s, 1m30s. Flags take one dash or two.",
            ("holdfast serve", "on port 8080, uploads in ./data"),
            ("holdfast serve -port 1080 -upload-dir /srv/uploads -max-size 10737418240", "as tusd would be started"));
        command.SetAction(async (parsed, stop) =>
        {
            using var loggers = LoggerFactory.Create(logging => logging
                .AddSimpleConsole(console => console.SingleLine = true)
                .SetMinimumLevel(parsed.GetValue(verbose) ? LogLevel.Debug : LogLevel.Warning));
            await RunAsync(
                new UploadServerOptions
                {
                    Host = parsed.GetValue(host)!,
                    Port = parsed.GetValue(port),
                    BasePath = parsed.GetValue(basePath)!,
                    ShutdownTimeout = parsed.GetValue(shutdown),
                    LoggerFactory = loggers,
                    Uploads = new UploadOptions
                    {
                        Store = OpenStore(parsed.GetValue(directory)!),
                        MaxSize = parsed.GetValue(maxSize),
                        NetworkTimeout = parsed.GetValue(network),
                        AcquireLockTimeout = parsed.GetValue(acquire),
                        RequestCompletionTimeout = parsed.GetValue(completion),
                        DisableDownload = parsed.GetValue(noDownload),
                        DisableTermination = parsed.GetValue(noTermination),
                    },
                },
                stop);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task RunAsync(UploadServerOptions options, CancellationToken stop)
    {
        await using var server = await StartAsync(options, stop);

        // The line that tusd prints, for which scripts wait.
        Console.WriteLine($"You can now upload files to: {server.Url}");
        await stop.WhenCancelled();
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

    private static FileUploadStore OpenStore(string directory)
    {
        try
        {
            return new FileUploadStore(directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The directory '{directory}' cannot be used: {exception.Message} Choose another one with --upload-dir.", exception);
        }
    }

    private static Option<string> Text(string name, string description, string value) =>
        new("--" + name, "-" + name) { Description = description, DefaultValueFactory = _ => value, HelpName = "TEXT" };

    private static Option<TimeSpan> Duration(string name, string description, int seconds) => new("--" + name, "-" + name)
    {
        Description = description,
        DefaultValueFactory = _ => TimeSpan.FromSeconds(seconds),
        CustomParser = GoDuration.Parse,
        HelpName = "DURATION",
    };
}
