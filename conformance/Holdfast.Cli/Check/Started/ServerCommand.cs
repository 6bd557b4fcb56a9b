using System.Globalization;
using Holdfast.Reports.Wording;

namespace Holdfast.Cli.Check.Started;

/// <summary>The command of --start, with its placeholders.</summary>
/// <param name="Text">The command line.</param>
/// <param name="Content">The directory of the uploads' content in its store, if the user gave it.</param>
/// <param name="StoreAddress">Host and port of its store, if the user gave them.</param>
internal sealed record ServerCommand(string Text, string? Content, string? StoreAddress = null)
{
    private const string Port = "{port}";

    public const string Directory = "{dir}";

    public const string Store = "{store}";

    /// <summary>Whether the command has a placeholder for the port, so that several servers can run at the same time.</summary>
    public bool TakesPort => Text.Contains(Port, StringComparison.Ordinal);

    public IReadOnlyList<string> Words(int port, string directory) =>
        [.. ShellWords.Split(Text)
            .Select(word => In(word, directory).Replace(Port, port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))
            .Select(word => StoreAddress is null ? word : word.Replace(Store, StoreAddress, StringComparison.Ordinal))];

    public string? ContentIn(string directory) => Content is null ? null : In(Content, directory);

    private static string In(string text, string directory) => text.Replace(Directory, directory, StringComparison.Ordinal);
}
