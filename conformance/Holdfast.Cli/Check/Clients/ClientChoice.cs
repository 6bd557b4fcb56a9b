namespace Holdfast.Cli.Check.Clients;

/// <summary>A client that the user named.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Command">The command that starts it; <see langword="null"/> for one that is known by its name.</param>
internal sealed record ClientChoice(string Name, string? Command);
