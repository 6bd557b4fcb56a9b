using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Stores;

namespace Holdfast.Cli.Check;

/// <summary>The server that is checked, for as long as it is.</summary>
internal interface ITargetHost : IAsyncDisposable
{
    Uri Url { get; }

    /// <summary>Its name in reports.</summary>
    string Name { get; }

    /// <summary>Its version; <see langword="null"/> if unknown.</summary>
    string? Version => null;

    /// <summary>Its store; <see langword="null"/> if unknown.</summary>
    string? Store => null;

    /// <summary>The end of the server before the run, with its last output; <see langword="null"/> while it runs or if unknown.</summary>
    string? Ended => null;

    /// <summary>Its process; <see langword="null"/> where Holdfast did not start it.</summary>
    IServerProcess? Process => null;

    /// <summary>Starts more servers like it; <see langword="null"/> if no command was given.</summary>
    IServerLauncher? Launcher => null;

    /// <summary>
    /// Starts more servers like it, with a fault proxy before their store; <see langword="null"/> where the store cannot be reached so.
    /// </summary>
    IStoreLinkLauncher? StoreLinkLauncher => null;

    /// <summary>The directory of the uploads' content in its store, if the user gave it.</summary>
    string? ContentDirectory => null;
}
