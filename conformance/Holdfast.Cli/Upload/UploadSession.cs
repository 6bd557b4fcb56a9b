using Holdfast.Client;
using Spectre.Console;

namespace Holdfast.Cli.Upload;

/// <summary>One run of <c>holdfast upload</c>. The URL goes to standard output, everything else to standard error.</summary>
internal static class UploadSession
{
    public static async Task<int> RunAsync(UploadArguments arguments, CancellationToken stop)
    {
        if (!arguments.File.Exists)
        {
            throw new UsageException($"There is no file '{arguments.File}'. Give the path of a file that can be read.");
        }

        using var client = NewClient(arguments);
        var request = new UploadRequest
        {
            Endpoint = arguments.Url,
            Source = UploadSource.FromFile(arguments.File.FullName),
            Metadata = arguments.Metadata.ToDictionary(StringComparer.Ordinal),
        };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        try
        {
            var result = console.Profile.Capabilities.Interactive && !Console.IsErrorRedirected
                ? await TransferBar.ShowAsync(console, arguments.File.Name, progress => client.UploadAsync(request, progress, stop))
                : await client.UploadAsync(request, new TransferLines(Console.Error), stop);
            await Console.Error.WriteLineAsync(TransferWords.Summary(result));
            if ((result.Url?.AbsoluteUri ?? result.Response?["Location"]) is { } url)
            {
                await Console.Out.WriteLineAsync(url);
            }

            return ExitCode.Ok;
        }
        catch (UploadException failure)
        {
            await Console.Error.WriteLineAsync($"The upload failed. {failure.Message}");
            return failure.Reason == UploadFailure.OutcomeUnknown ? ExitCode.Inconclusive : ExitCode.Failed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped. The same command resumes the upload.");
            return ExitCode.Inconclusive;
        }
    }

    private static UploadClient NewClient(UploadArguments arguments)
    {
        try
        {
            var options = new UploadClientOptions
            {
                Protocol = arguments.SpeaksDraft ? UploadProtocol.Ietf : UploadProtocol.Tus,
                Creation = arguments.WithContent ? UploadCreation.WithContent : UploadCreation.Empty,
                ChunkSize = arguments.ChunkSize,
                ParallelUploads = arguments.Parallel,
                Checksum = arguments.Checksum is { } algorithm ? new ChecksumOptions { Algorithm = algorithm } : null,
                Headers = arguments.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase),
            };
            return new UploadClient(arguments.Interop is { } interop ? options with { InteropVersion = interop } : options);
        }
        catch (ArgumentException wrong)
        {
            throw new UsageException(wrong.Message, wrong);
        }
    }
}
