namespace Holdfast.Cli.Serve;

/// <summary>A value that the user gave.</summary>
/// <param name="Text">As given.</param>
/// <param name="Origin">Where: a flag, an environment variable, or a member of a file.</param>
internal sealed record Setting(string Text, string Origin);
