using System.Text;
using Holdfast.Server.Core;
using Holdfast.Server.Locks;
using Holdfast.Server.Stores;
using Holdfast.Server.Stores.FileStore;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

/// <summary>A server whose store and locks make every file call through <see cref="FileFaults"/>.</summary>
internal sealed class FaultySite : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private FaultySite()
    {
    }

    public FileFaults Faults { get; } = new();

    public UploadSite Site { get; private set; } = null!;

    public FileUploadStore Store { get; private set; } = null!;

    public FileUploadLocker Locker { get; private set; } = null!;

    public string Directory => _directory.FullName;

    public IEnumerable<string> Files => System.IO.Directory.EnumerateFiles(Directory).Select(path => Path.GetFileName(path));

    public static async Task<FaultySite> StartAsync(FileStoreOptions? options = null, Func<UploadOptions, UploadOptions>? uploads = null)
    {
        var faulty = new FaultySite();
        faulty.Store = new FileUploadStore(faulty.Directory, options ?? new FileStoreOptions(), faulty.Faults.Calls);
        faulty.Locker = new FileUploadLocker(faulty.Directory, new FileLockOptions(), faulty.Faults.Calls);

        // A lock that leaked shows as 423 after this time.
        var wait = TimeSpan.FromSeconds(1);
        faulty.Site = await UploadSite.StartAsync(given =>
        {
            var mine = given with { Store = faulty.Store, Locker = faulty.Locker, AcquireLockTimeout = wait };
            return uploads?.Invoke(mine) ?? mine;
        });
        return faulty;
    }

    public string Stored(string path) => File.ReadAllText(Path.Combine(Directory, path.Split('/')[^1]), Encoding.Latin1);

    /// <summary>Removes what a failure may leave, as the sweeper does later.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var later = TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(1);
        foreach (var place in new ILeftovers[] { Store, Locker })
        {
            await foreach (var _ in place.RemoveLeftoversAsync(later, cancellationToken))
            {
            }
        }
    }

    public Task<WireResponse> DeleteAsync(string path, CancellationToken cancellationToken) =>
        Site.AskAsync(Request("DELETE", path), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        _directory.Dispose();
    }
}
