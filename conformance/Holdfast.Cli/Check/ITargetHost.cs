using Holdfast.Conformance.Processes;

namespace Holdfast.Cli.Check;

/// <summary>The server that is checked, for as long as it is.</summary>
internal interface ITargetHost : IAsyncDisposable
{
    Uri Url { get; }

    /// <summary>How reports name it.</summary>
    string Name { get; }

    /// <summary>Its version; <see langword="null"/> where nobody told.</summary>
    string? Version => null;

    /// <summary>Where it stores uploads; <see langword="null"/> where nobody told.</summary>
    string? Store => null;

    /// <summary>How the server ended before the run did, with its last words; <see langword="null"/> while it lives or nobody can tell.</summary>
    string? Ended => null;

    /// <summary>Its process; <see langword="null"/> where Holdfast did not start it.</summary>
    IServerProcess? Process => null;

    /// <summary>Starts more servers like it; <see langword="null"/> where nobody told how.</summary>
    IServerLauncher? Launcher => null;

    /// <summary>Where its store keeps the uploads' content, if the user said so.</summary>
    string? ContentDirectory => null;
}
