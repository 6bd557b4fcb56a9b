using System.Diagnostics;
using System.Globalization;

namespace Holdfast.Client.Bench;

/// <summary>Other programs.</summary>
internal static class Programs
{
    public static Process Start(string program, IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>Runs a program to its end and returns the numbers that it printed, separated by blanks.</summary>
    public static async Task<double[]> NumbersAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? [.. output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Select(word => double.Parse(word, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' ended with {process.ExitCode}: {output}");
    }

    /// <summary>This program in another process.</summary>
    public static Task<double[]> SelfAsync(params string[] arguments) =>
        NumbersAsync("dotnet", [Environment.GetCommandLineArgs()[0], .. arguments]);
}
