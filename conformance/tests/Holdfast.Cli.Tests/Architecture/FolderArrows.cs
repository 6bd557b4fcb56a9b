namespace Holdfast.Cli.Tests.Architecture;

/// <summary>Which folders of a project may use which others.</summary>
/// <param name="Project">The project's folder, from the root of the repository.</param>
/// <param name="Known">For each folder those that it may use. A folder that is not named belongs to the one above it; "." is the project's
/// own.</param>
internal sealed record FolderArrows(string Project, IReadOnlyDictionary<string, string[]> Known)
{
    /// <summary>The folder of the table to which a folder belongs; null if there is none.</summary>
    public string? NameOf(string folder) => Known.Keys
        .Where(name => folder == name || folder.StartsWith(name + "/", StringComparison.Ordinal)).MaxBy(name => name.Length);

    /// <summary>The folders that reach themselves by way of others.</summary>
    public IEnumerable<string> InLoops => Known.Keys.Where(folder => ReachedFrom(folder).Contains(folder));

    // The folders that a folder reaches over any number of arrows.
    private HashSet<string> ReachedFrom(string folder)
    {
        var reached = new HashSet<string>();
        var next = new Queue<string>(Known[folder]);
        while (next.TryDequeue(out var one))
        {
            if (reached.Add(one))
            {
                Known[one].ToList().ForEach(next.Enqueue);
            }
        }

        return reached;
    }

    public override string ToString() => Path.GetFileName(Project);
}
