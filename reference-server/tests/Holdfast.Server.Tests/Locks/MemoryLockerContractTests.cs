using Holdfast.Server.Locks;

namespace Holdfast.Server.Tests.Locks;

/// <summary>Locks in memory know one process: each opening gives the same.</summary>
public sealed class MemoryLockerContractTests : LockerContractTests
{
    private readonly MemoryUploadLocker _locker = new();

    protected override ValueTask<IUploadLocker> OpenAsync() => new(_locker);

    protected override ValueTask<IReadOnlyCollection<string>> LeftAsync() => new([]);
}
