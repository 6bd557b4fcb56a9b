using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Holdfast.Server.Hooks.Scripts;

/// <summary>
/// Runs a program for each event, as tusd's file hooks do: the event as JSON on its standard input, the id, size and offset in its
/// environment, and its response as JSON on its standard output, or nothing. Its standard error is the server's.
/// </summary>
public sealed class ScriptHooks : IHookProvider
{
    // Windows runs files with these endings, tusd's documentation names none.
    private static readonly string[] Endings = OperatingSystem.IsWindows() ? ["", ".exe", ".bat", ".cmd"] : [""];

    private readonly ScriptHookOptions _options;
    private readonly string _directory;

    /// <summary>Makes a provider. The programs are looked for at each event, so they can be replaced while the server runs.</summary>
    /// <exception cref="ArgumentException">The timeout or the limit isn't positive.</exception>
    public ScriptHooks(ScriptHookOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Timeout ?? TimeSpan.MaxValue, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.SizeLimit, nameof(options));
        _options = options;
        _directory = Path.GetFullPath(options.Directory);
    }

    /// <inheritdoc/>
    public async ValueTask<HookResponse> InvokeAsync(HookRequest request, CancellationToken cancellationToken)
    {
        var name = HookTypes.NameOf(request.Type);
        var program = Endings.Select(ending => Path.Combine(_directory, name + ending)).FirstOrDefault(File.Exists);
        if (program is null)
        {
            return HookResponse.None;
        }

        using var limit = new CancellationTokenSource(_options.Timeout ?? Timeout.InfiniteTimeSpan, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var process = Start(program, request);
        try
        {
            return await RunAsync(process, program, request, either.Token);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Failure(program, $"It ran for more than '{_options.Timeout!.Value.TotalSeconds:0.###}' s and was ended.", exception);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private Process Start(string program, HookRequest request)
    {
        var upload = request.Event.Upload;
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = _directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment =
            {
                ["TUS_ID"] = upload.Id,
                ["TUS_SIZE"] = upload.Size.ToString(CultureInfo.InvariantCulture),
                ["TUS_OFFSET"] = upload.Offset.ToString(CultureInfo.InvariantCulture),
            },
        };
        try
        {
            return Process.Start(start) ?? throw Failure(program, "No process was started.");
        }
        catch (Win32Exception exception)
        {
            throw Failure(
                program, $"It can't be run: {exception.Message}. Is it executable, and does its first line name a program?", exception);
        }
    }

    private async Task<HookResponse> RunAsync(Process process, string program, HookRequest request, CancellationToken cancellationToken)
    {
        var written = WriteAsync(process, request.ToJson(), cancellationToken);
        var content = new byte[_options.SizeLimit + 1];
        var count = await process.StandardOutput.BaseStream.ReadAtLeastAsync(
            content, content.Length, throwOnEndOfStream: false, cancellationToken);
        if (count > _options.SizeLimit)
        {
            throw Failure(program, $"It wrote more than '{_options.SizeLimit}' bytes.");
        }

        await written;
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode != 0 ? throw Failure(program, $"It ended with exit code '{process.ExitCode}'.")
            : count == 0 ? HookResponse.None
            : Read(program, content.AsSpan(0, count));
    }

    // A program needn't read its input.
    private static async Task WriteAsync(Process process, byte[] json, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(json, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended, or has closed its input.
        }
    }

    private static HookResponse Read(string program, ReadOnlySpan<byte> json)
    {
        try
        {
            return HookResponse.Parse(json);
        }
        catch (JsonException exception)
        {
            throw Failure(program, $"Its output can't be used: {exception.Message}", exception);
        }
    }

    private static HookException Failure(string program, string problem, Exception? inner = null) =>
        new($"The hook '{program}' failed. {problem}", inner);
}
