using System.Runtime.CompilerServices;
using CsCheck;
using Holdfast.Builds;

namespace Holdfast.Fuzzing;

/// <summary>
/// Tries many inputs: those that failed once and are kept beside the fuzzer, then those that the build's commit chooses. With
/// <c>--full</c>, CsCheck draws a million new ones and makes one that fails smaller; the environment variable <c>CsCheck_Seed</c> begins
/// with the seed of one that failed.
/// </summary>
/// <remarks>
/// An input is text in which each character is a byte. In <c>Kept/NAME.txt</c> each line is one, as it was printed; a line with <c>#</c>
/// in front says what went wrong with the next.
/// </remarks>
internal static class Fuzzer
{
    private const int OfABuild = 20_000;
    private const int OfAll = 1_000_000;

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

        if (ThisBuild.IsFull)
        {
            await inputs.SampleAsync(check, iter: OfAll / shares, threads: 1, print: FuzzText.Print);
            return;
        }

        var draw = new PCG(1, ThisBuild.Commit);
        for (var drawn = 0; drawn < OfABuild / shares; drawn++)
        {
            var seed = draw.ToString();
            await CheckDrawnAsync(inputs.Generate(draw, null, out _), seed, check);
        }
    }

    private static async Task CheckDrawnAsync(string input, string seed, Func<string, Task> check)
    {
        try
        {
            await check(input);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(
                $"An input fails; with HOLDFAST_FULL=1 and CsCheck_Seed='{seed}' it is made smaller: {FuzzText.Print(input)}", exception);
        }
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
