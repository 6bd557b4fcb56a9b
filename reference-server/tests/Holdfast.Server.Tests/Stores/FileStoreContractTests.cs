using Holdfast.Server.Stores;
using Holdfast.Server.Stores.FileStore;

namespace Holdfast.Server.Tests.Stores;

/// <summary>The file store keeps what every store promises.</summary>
[TestFixture(false)]
[TestFixture(true)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FileStoreContractTests(bool syncToDisk) : StoreContractTests, IDisposable
{
    private readonly TemporaryDirectory _parent = new();

    private string Directory => _parent.At("uploads");

    public void Dispose() => _parent.Dispose();

    protected override IUploadStore Open() => new FileUploadStore(Directory, new FileStoreOptions { SyncToDisk = syncToDisk });

    protected override IDisposable TakeAway()
    {
        var elsewhere = _parent.At("away");
        System.IO.Directory.Move(Directory, elsewhere);
        return new Return(() => System.IO.Directory.Move(elsewhere, Directory));
    }

    protected override bool TryLose(string id, int left)
    {
        using var data = File.OpenWrite(Path.Combine(Directory, id));
        data.SetLength(left);
        return true;
    }
}
