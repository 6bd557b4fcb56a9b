using System.Runtime.CompilerServices;

namespace Holdfast.Reports.Tests;

/// <summary>Compares a rendering with the file that was looked at and accepted.</summary>
internal static class GoldenFile
{
    // Set to 1 to take the present renderings as accepted; then read the difference before committing it.
    private const string UpdateVariable = "HOLDFAST_UPDATE_GOLDEN";
    private const int ShownLines = 30;

    public static void ShouldMatch(string actual, string name)
    {
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(Path.Combine(SourceDirectory(), $"{name}.golden"), actual);
            return;
        }

        var path = Path.Combine(AppContext.BaseDirectory, "Golden", $"{name}.golden");
        var expected = File.Exists(path) ? File.ReadAllText(path) : "";
        if (expected == actual)
        {
            return;
        }

        var received = Path.Combine(AppContext.BaseDirectory, "Golden", $"{name}.received");
        File.WriteAllText(received, actual);
        Assert.Fail($"'{name}' differs from its golden file. The actual text is in '{received}'. "
            + $"If the change is meant, run the tests with {UpdateVariable}=1.\n{Difference(expected.Split('\n'), actual.Split('\n'))}");
    }

    private static string SourceDirectory([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Golden");

    private static string Difference(string[] expected, string[] actual)
    {
        var same = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
        var tail = expected[same..].Reverse().Zip(actual[same..].Reverse()).TakeWhile(pair => pair.First == pair.Second).Count();
        var lines = expected[same..^tail].Select(line => $"- {line}").Take(ShownLines)
            .Concat(actual[same..^tail].Select(line => $"+ {line}").Take(ShownLines));
        return $"from line {same + 1}:\n{string.Join('\n', lines)}";
    }
}
