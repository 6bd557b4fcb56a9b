namespace Holdfast.Cli.Tests.Architecture;

/// <summary>A line has at most 140 characters, so that two files fit beside each other on a screen.</summary>
public sealed class LineLengthTests
{
    private const int Longest = 140;

    private const string RawQuotes = "\"\"\"";

    [Test]
    public void No_line_of_code_is_longer_than_140_characters()
    {
        var root = Repository.Root.FullName;
        var files = Repository.Root.EnumerateFiles("*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(root, file.FullName).Split(Path.DirectorySeparatorChar)
                .Any(part => part.StartsWith('.') || part is "obj" or "bin" or "artifacts" or "node_modules"))
            .ToList();

        files.Count.ShouldBeGreaterThan(1000);
        files.SelectMany(file => Code(file.FullName)
                .Where(line => line.Text.Length > Longest)
                .Select(line => $"{Path.GetRelativePath(root, file.FullName)}:{line.Number} has {line.Text.Length} characters"))
            .ShouldBeEmpty();
    }

    // The lines outside of raw string literals, whose data can't be wrapped.
    private static IEnumerable<(int Number, string Text)> Code(string path)
    {
        var isRaw = false;
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            var quotes = line.Split(RawQuotes).Length - 1;
            if (!isRaw && quotes == 0)
            {
                yield return (number, line);
            }

            isRaw ^= quotes % 2 == 1;
        }
    }
}
