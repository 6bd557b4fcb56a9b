using System.Net;
using Holdfast.Server.Stores;

namespace Holdfast.Cli.Check.Stores;

/// <summary>Where the embedded server keeps its uploads, for as long as it runs. Nothing is left of it.</summary>
internal interface IEmbeddedStore : IAsyncDisposable
{
    /// <summary>How reports name it.</summary>
    string Name { get; }

    IUploadStore Store { get; }

    /// <summary>
    /// How long the server waits for the next byte of a client. tusd's default is 60 s. It is short here, so that the cases that wait for
    /// it end while the others still run.
    /// </summary>
    TimeSpan NetworkTimeout { get; }

    /// <summary>Host and port of the server of the store; <see langword="null"/> if a fault proxy cannot stand before it.</summary>
    string? Address => null;

    /// <summary>Opens the same store at another address.</summary>
    OpenedStore OpenAt(IPEndPoint address) => throw new NotSupportedException("The store has no address.");
}
