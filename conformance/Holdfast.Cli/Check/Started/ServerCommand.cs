using System.Globalization;
using Holdfast.Reports.Wording;

namespace Holdfast.Cli.Check.Started;

/// <summary>The command of --start, with its placeholders.</summary>
/// <param name="Text">The command line.</param>
/// <param name="Content">The directory of the uploads' content in its store, if the user gave it.</param>
internal sealed record ServerCommand(string Text, string? Content)
{
    private const string Port = "{port}";

    public const string Directory = "{dir}";

    /// <summary>Whether the command has a placeholder for the port, so that several servers can run at the same time.</summary>
    public bool TakesPort => Text.Contains(Port, StringComparison.Ordinal);

    public IReadOnlyList<string> Words(int port, string directory) =>
        [.. ShellWords.Split(Text)
            .Select(word => In(word, directory).Replace(Port, port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))];

    public string? ContentIn(string directory) => Content is null ? null : In(Content, directory);

    private static string In(string text, string directory) => text.Replace(Directory, directory, StringComparison.Ordinal);
}
