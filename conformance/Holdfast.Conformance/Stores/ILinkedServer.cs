using Holdfast.Chaos;

namespace Holdfast.Conformance.Stores;

/// <summary>A server that one case has to itself, behind whose back the network to the store can be broken. Disposing ends it.</summary>
public interface ILinkedServer : IAsyncDisposable
{
    /// <summary>The creation URL.</summary>
    Uri Url { get; }

    /// <summary>The directory of the uploads' content in its store, if the user gave it.</summary>
    string? ContentDirectory { get; }

    /// <summary>
    /// How the server's process exited unexpectedly, as a sentence; <see langword="null"/> while it runs, or if it is no process.
    /// </summary>
    string? EndedByItself { get; }

    /// <summary>The fault proxy between the server and its store.</summary>
    ChaosProxy StoreLink { get; }
}
