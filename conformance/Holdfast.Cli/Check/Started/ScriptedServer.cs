using System.Diagnostics;

namespace Holdfast.Cli.Check.Started;

/// <summary>
/// A server of others that a bash script starts and holds. The script prints <c>ready</c> when the server serves, follows the lines of
/// its standard input, prints <c>done</c> after each, and ends with its standard input: so the server ends with this process, however that
/// ends.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    // On an idle machine with two cores, Ceph takes 2 s and Swift 3 s.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    private readonly string _name;
    private readonly Process _script;
    private readonly Task<string> _errors;

    private ScriptedServer(string name, Process script)
    {
        (_name, _script) = (name, script);
        _errors = script.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a server, and returns when it serves.</summary>
    /// <param name="name">The server's name, for messages.</param>
    /// <param name="script">The text of the script.</param>
    /// <param name="arguments">What the script gets.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="InvalidOperationException">The script has ended, for instance because a port was taken meanwhile.</exception>
    public static async Task<ScriptedServer> StartAsync(
        string name, string script, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "-c", script, name },
        };
        arguments.ToList().ForEach(start.ArgumentList.Add);
        var server = new ScriptedServer(name, Process.Start(start)!);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(StartTimeout);
            await server.ExpectAsync("ready", limit.Token);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Which of these programs are missing, each by its package; what to install.</summary>
    public static IReadOnlyList<string> MissingPackages(IEnumerable<(string Program, string Package)> programs)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return [.. programs.Where(program => !folders.Any(folder => File.Exists(Path.Combine(folder, program.Program))))
            .Select(program => program.Package)];
    }

    /// <summary>The text of a script that is a resource of <paramref name="owner"/>'s assembly.</summary>
    public static string ReadScript(Type owner, string name)
    {
        using var resource = owner.Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }

    /// <summary>Gives the script an order, and waits until it has carried it out.</summary>
    public async Task OrderAsync(string order, CancellationToken cancellationToken)
    {
        await _script.StandardInput.WriteLineAsync(order.AsMemory(), cancellationToken);
        await _script.StandardInput.FlushAsync(cancellationToken);
        await ExpectAsync("done", cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _script.StandardInput.Close();
        await _script.WaitForExitAsync();
        await _errors;
        _script.Dispose();
    }

    private async Task ExpectAsync(string expected, CancellationToken cancellationToken)
    {
        if (await _script.StandardOutput.ReadLineAsync(cancellationToken) != expected)
        {
            throw new InvalidOperationException($"{_name} ended: {await _errors.WaitAsync(cancellationToken)}");
        }
    }
}
