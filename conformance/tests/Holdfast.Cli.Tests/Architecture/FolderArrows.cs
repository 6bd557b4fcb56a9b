namespace Holdfast.Cli.Tests.Architecture;

/// <summary>Which folders of a project may use which others.</summary>
/// <param name="Project">The project's folder, from the root of the repository.</param>
/// <param name="Known">For each folder those that it may use. A folder that is not named belongs to the one above it; "." is the project's
/// own.</param>
/// <param name="Loops">Folders that use each other by way of others, and should not; each with the reason why they still do.</param>
internal sealed record FolderArrows(
    string Project, IReadOnlyDictionary<string, string[]> Known, IReadOnlyDictionary<string, string>? Loops = null)
{
    /// <summary>The folder of the table to which a folder belongs; null if there is none.</summary>
    public string? NameOf(string folder) => Known.Keys
        .Where(name => folder == name || folder.StartsWith(name + "/", StringComparison.Ordinal)).MaxBy(name => name.Length);

    /// <summary>The folders that a folder reaches over any number of arrows.</summary>
    public IReadOnlySet<string> ReachedFrom(string folder)
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
