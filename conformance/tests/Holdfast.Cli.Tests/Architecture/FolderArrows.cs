using System.Reflection;

namespace Holdfast.Cli.Tests.Architecture;

/// <summary>Which folders of a project may know which, by their names: a folder is a namespace.</summary>
/// <param name="Project">The project's directory, from the root of the repository.</param>
/// <param name="Assembly">What it is built to.</param>
/// <param name="Known">For each folder those that it may know.</param>
/// <param name="Loops">Folders that know each other by way of others, and should not; each with the reason why they still do.</param>
internal sealed record FolderArrows(
    string Project, Assembly Assembly, IReadOnlyDictionary<string, string[]> Known, IReadOnlyDictionary<string, string>? Loops = null)
{
    public string Namespace => Assembly.GetName().Name!;

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

    public override string ToString() => Namespace;
}
