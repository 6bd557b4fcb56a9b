using Holdfast.Server.Stores;

namespace Holdfast.Cli.Check.Stores;

/// <summary>Where the embedded server keeps its uploads, for as long as it runs. Nothing is left of it.</summary>
internal interface IEmbeddedStore : IAsyncDisposable
{
    /// <summary>How reports name it.</summary>
    string Name { get; }

    IUploadStore Store { get; }
}
