namespace Holdfast.Server;

/// <summary>
/// The right to work on one upload; dispose it to pass it on. Nobody else can take it from its holder: as long as a holder may still
/// write, nobody else does.
/// </summary>
public interface IUploadLock : IAsyncDisposable;
