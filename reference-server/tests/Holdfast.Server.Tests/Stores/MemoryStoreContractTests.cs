using Holdfast.Server.Stores;

namespace Holdfast.Server.Tests.Stores;

/// <summary>The promises aren't about files: a store in memory keeps them, too.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class MemoryStoreContractTests : StoreContractTests
{
    private readonly MemoryPlace _place = new();

    protected override bool ComparesFences => true;

    protected override IUploadStore Open() => new MemoryUploadStore(_place);

    protected override IDisposable TakeAway()
    {
        _place.IsAway = true;
        return new Return(() => _place.IsAway = false);
    }

    protected override bool TryLose(string id, int left)
    {
        _place.Uploads[id].Bytes = _place.Uploads[id].Bytes[..left];
        return true;
    }
}
