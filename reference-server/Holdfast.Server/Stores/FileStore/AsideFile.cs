using Microsoft.Win32.SafeHandles;

namespace Holdfast.Server.Stores.FileStore;

/// <summary>Bytes that don't count yet. Whatever isn't moved is deleted.</summary>
internal sealed class AsideFile(string path, StoreFiles files) : IDisposable
{
    private bool _isMoved;

    /// <summary>The file, empty at first whatever a crash left there.</summary>
    public SafeFileHandle Handle { get; } = files.Create(path);

    /// <summary>Takes the place of <paramref name="target"/> in one step.</summary>
    public void MoveTo(string target)
    {
        files.Sync(Handle);
        files.Calls.Move(path, target);
        _isMoved = true;
        files.SyncNames(Path.GetDirectoryName(target)!);
    }

    public void Dispose()
    {
        Handle.Dispose();
        if (!_isMoved)
        {
            files.Calls.Delete(path);
        }
    }
}
