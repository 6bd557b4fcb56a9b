using Holdfast.Server.Locks;

namespace Holdfast.Server.Tests.Locks;

/// <summary>Two lockers on one directory are to each other what two processes are: the lock belongs to the open file.</summary>
public sealed class FileLockerContractTests : LockerContractTests, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    protected override ValueTask<IUploadLocker> OpenAsync() => new(new FileUploadLocker(_directory.FullName));

    protected override ValueTask<IReadOnlyCollection<string>> LeftAsync() => new(Directory.GetFileSystemEntries(_directory.FullName));
}
