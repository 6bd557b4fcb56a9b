using Amazon.S3;
using Holdfast.Server.S3;
using Holdfast.Server.Stores;

namespace Holdfast.Cli.Check.Stores;

/// <summary>A store on S3 with the client that it uses.</summary>
internal sealed class OpenedStore(IAmazonS3 client, S3StoreOptions options) : IDisposable
{
    private readonly S3UploadStore _store = new(client, options);

    public IUploadStore Store => _store;

    public void Dispose()
    {
        _store.Dispose();
        client.Dispose();
    }
}
