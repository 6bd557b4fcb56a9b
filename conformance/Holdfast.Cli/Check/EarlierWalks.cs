namespace Holdfast.Cli.Check;

/// <summary>Moves the walks of an earlier run, so that the files in the report's directory belong to its run.</summary>
internal static class EarlierWalks
{
    /// <summary>The directory beside the report that they are moved into.</summary>
    public const string Directory = "earlier";

    /// <summary>Moves every walk out of <paramref name="report"/>; if the name is already used, it gets a number.</summary>
    public static void SetAside(string report)
    {
        foreach (var path in System.IO.Directory.GetFiles(report, "walk-*.json"))
        {
            var earlier = System.IO.Directory.CreateDirectory(Path.Combine(report, Directory)).FullName;
            var name = Path.GetFileNameWithoutExtension(path);
            var free = Enumerable.Range(1, int.MaxValue)
                .Select(number => Path.Combine(earlier, number == 1 ? $"{name}.json" : $"{name}.{number}.json"))
                .First(one => !File.Exists(one));
            File.Move(path, free);
        }
    }
}
