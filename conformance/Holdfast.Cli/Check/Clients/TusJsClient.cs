using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using Holdfast.Conformance.Clients;
using Holdfast.Reports.Wording;

namespace Holdfast.Cli.Check.Clients;

/// <summary>
/// tus-js-client under Node.js, as npm installed it for the current directory: in a project of the user's that is the version which the
/// project ships.
/// </summary>
internal static class TusJsClient
{
    public const string Name = "tus-js-client";

    private const string Node = "node";

    /// <summary>The exit code by which tus-js-client.mjs reports that there is no such package.</summary>
    private const int Missing = 2;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static IReadOnlyList<string> Words { get; } = [Node, "--input-type=module", "--eval", Script(), "--"];

    /// <summary>Looks whether the client can be started here.</summary>
    /// <exception cref="UsageException">It cannot.</exception>
    public static async Task<ClientUnderTest> FindAsync(CancellationToken stop)
    {
        var start = new ProcessStartInfo(Node, [.. Words.Skip(1), "--version"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(Limit);
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var version = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0
                ? new ClientUnderTest(Name, version.Trim(), new ClientCommand(Words))
                : throw (process.ExitCode == Missing ? NotInstalled() : NotLoaded(await errors));
        }
        catch (Win32Exception exception)
        {
            throw new UsageException(
                $"'--clients {Name}' needs Node.js, and '{Node}' cannot be started: {exception.Message}. Install Node.js 20 or later, or "
                    + "add it to the PATH.",
                exception)
            {
                Code = ExitCode.NothingRun,
            };
        }
    }

    private static UsageException NotInstalled() => new(
        $"'{Name}' is not installed for '{Environment.CurrentDirectory}': neither this directory nor one above it has "
        + $"'node_modules/{Name}'. Run 'npm install {Name}' here, or start holdfast in the directory of a project that uses it.")
    {
        Code = ExitCode.NothingRun,
    };

    private static UsageException NotLoaded(string errors) => new(
        $"Node.js cannot load '{Name}' as installed for '{Environment.CurrentDirectory}': '{VisibleText.Of(Message(errors))}'. Expected "
        + $"Node.js 20 or later and a complete package. Run 'node --version', and 'npm install {Name}' to install the package again.")
    {
        Code = ExitCode.NothingRun,
    };

    // A script that fails prints its own source and a stack, too; the line with the error's name is the message.
    private static string Message(string errors)
    {
        var lines = errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return (lines.FirstOrDefault(line => line.Split(':')[0].EndsWith("Error", StringComparison.Ordinal)) ?? lines.FirstOrDefault()
            ?? "no message").TrimEnd('.');
    }

    private static string Script()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("clients/tus-js-client.mjs")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
