using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Holdfast.Server.Hooks.Plugins.Processes;

namespace Holdfast.Server.Hooks.Plugins.Host;

/// <summary>The program of the process that runs a plugin: it answers the frames of its standard input until that ends.</summary>
internal static class Program
{
    private const int WrongUse = 64;

    // A server that ends waits for this process, and nobody needs the plugin any more.
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(5);

    private static readonly ConcurrentDictionary<int, CancellationTokenSource> Calls = [];

    // One for the input, and one for each call.
    private static readonly CountdownEvent Running = new(1);

    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [var file, var limit] || !int.TryParse(limit, CultureInfo.InvariantCulture, out var sizeLimit))
        {
            await Console.Error.WriteLineAsync(
                "A server starts this program to run a plugin. To try one, use 'holdfast serve -hooks-plugin'.");
            return WrongUse;
        }

        // Signals of a terminal and of a service's manager go to this process, too. The server still calls hooks before it ends.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
        using var input = Console.OpenStandardInput();
        using var output = new FrameOutput(Console.OpenStandardOutput());

        // The standard output is the server's, and the plugin's words go to its log.
        Console.SetOut(Console.Error);
        if (Load(file, output) is not { } plugin)
        {
            Environment.Exit(1);
            return 1;
        }

        output.Write(new Frame(0, FrameKind.Ready, default));

        // On this thread alone, so that a plugin that blocks those of the pool can't keep the end of the input from being noticed.
        while (Frame.Read(input, int.MaxValue) is { } frame)
        {
            Take(frame, plugin, sizeLimit, output);
        }

        await EndAsync(plugin);
        return 0;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a plugin's constructor throws is told to the server.")]
    private static LoadedPlugin? Load(string file, FrameOutput output)
    {
        try
        {
            return LoadedPlugin.Load(file);
        }
        catch (Exception exception)
        {
            var problem = $"It can't be loaded: {exception.Message}";
            Console.Error.WriteLine($"The plugin '{file}' failed. {problem}");
            output.Write(Failure(0, problem));
            return null;
        }
    }

    private static void Take(Frame frame, LoadedPlugin plugin, int sizeLimit, FrameOutput output)
    {
        if (frame.Kind == FrameKind.Invoke)
        {
            var cancellation = Calls[frame.Call] = new CancellationTokenSource();
            Running.AddCount();
            _ = Task.Run(async () =>
            {
                output.Write(await AnswerAsync(frame, plugin, sizeLimit, cancellation.Token));
                _ = Calls.TryRemove(frame.Call, out _);
                Running.Signal();
            });
        }
        else if (frame.Kind == FrameKind.Cancel && Calls.TryGetValue(frame.Call, out var call))
        {
            // The plugin's handlers of the cancellation run elsewhere, as they may block.
            _ = call.CancelAsync();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a plugin throws is told to the server.")]
    private static async Task<Frame> AnswerAsync(Frame frame, LoadedPlugin plugin, int sizeLimit, CancellationToken cancellationToken)
    {
        try
        {
            var response = await plugin.InvokeAsync(HookRequest.Parse(frame.Content.Span), cancellationToken);
            var json = response.ToJson();
            return json.Length <= sizeLimit
                ? new Frame(frame.Call, FrameKind.Response, json)
                : Failure(frame.Call, $"Its response has '{json.Length}' bytes, more than '{sizeLimit}'. Shorten it, or raise the limit.");
        }
        catch (Exception exception)
        {
            return Failure(frame.Call, $"{exception.GetType().Name}: {exception.Message}");
        }
    }

    private static Frame Failure(int call, string problem)
    {
        var text = Encoding.UTF8.GetBytes(problem);
        return new Frame(call, FrameKind.Failure, text.AsMemory(0, Math.Min(text.Length, Frame.LongestFailure)));
    }

    private static async Task EndAsync(LoadedPlugin plugin)
    {
        // A plugin that doesn't end is ended.
        await using var end = new Timer(_ => Process.GetCurrentProcess().Kill(), null, EndTime, Timeout.InfiniteTimeSpan);
        Running.Signal();
        Running.Wait();
        await plugin.DisposeAsync();
        Environment.Exit(0);
    }
}
