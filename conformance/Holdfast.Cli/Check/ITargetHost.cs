namespace Holdfast.Cli.Check;

/// <summary>The server that is checked, for as long as it is.</summary>
internal interface ITargetHost : IAsyncDisposable
{
    Uri Url { get; }

    /// <summary>How reports name it.</summary>
    string Name { get; }

    /// <summary>How the server ended before the run did, with its last words; <see langword="null"/> while it lives or nobody can tell.</summary>
    string? Ended => null;
}
