namespace Holdfast.Cli.Check;

/// <summary>The server that is checked, for as long as it is.</summary>
internal interface ITargetHost : IAsyncDisposable
{
    Uri Url { get; }

    /// <summary>How reports name it.</summary>
    string Name { get; }
}
