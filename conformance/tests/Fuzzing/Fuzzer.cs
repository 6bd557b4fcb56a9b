using System.Runtime.CompilerServices;
using CsCheck;

namespace Holdfast.Fuzzing;

/// <summary>
/// Tries many inputs: those that failed once and are kept beside the fuzzer, then new ones. CsCheck draws them, makes one that fails
/// smaller, and prints its seed; the environment variable <c>CsCheck_Seed</c> begins with that.
/// </summary>
/// <remarks>
/// An input is text in which each character is a byte. In <c>Kept/NAME.txt</c> each line is one, as it was printed; a line with <c>#</c>
/// in front says what went wrong with the next.
/// </remarks>
internal static class Fuzzer
{
    // The one place where the tests ask for it: './build.sh test -- --full' sets it.
    private static readonly int Inputs = Environment.GetEnvironmentVariable("HOLDFAST_FULL") == "1" ? 1_000_000 : 20_000;

    /// <param name="name">The name of the file with the kept inputs.</param>
    /// <param name="inputs">Draws an input.</param>
    /// <param name="check">Throws when something is wrong.</param>
    /// <param name="shares">Fuzzers that share the number of inputs, or a reader as many times slower than the others.</param>
    /// <param name="file">The fuzzer's file, which the compiler knows.</param>
    public static async Task RunAsync(
        string name, Gen<string> inputs, Func<string, Task> check, int shares = 1, [CallerFilePath] string file = "")
    {
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Fuzzing", "Kept", $"{name}.txt")))
        {
            if (line.Length > 0 && !line.StartsWith('#'))
            {
                await CheckKeptAsync(line, check, file);
            }
        }

        await inputs.SampleAsync(check, iter: Inputs / shares, threads: 1, print: FuzzText.Print);
    }

    private static async Task CheckKeptAsync(string line, Func<string, Task> check, string file)
    {
        try
        {
            await check(FuzzText.Read(line));
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"An input that is kept beside '{Path.GetFileName(file)}' fails again: {line}", exception);
        }
    }
}
