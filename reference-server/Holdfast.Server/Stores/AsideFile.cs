using Microsoft.Win32.SafeHandles;

namespace Holdfast.Server;

/// <summary>Bytes that don't count yet. Whatever isn't moved is deleted.</summary>
internal sealed class AsideFile(string path, StoreFiles files) : IDisposable
{
    /// <summary>The file, empty at first whatever a crash left there.</summary>
    public SafeFileHandle Handle { get; } = files.Open(path, FileMode.Create, FileAccess.ReadWrite);

    /// <summary>Takes the place of <paramref name="target"/> in one step.</summary>
    public void MoveTo(string target) => File.Move(path, target, overwrite: true);

    public void Dispose()
    {
        Handle.Dispose();
        File.Delete(path);
    }
}
