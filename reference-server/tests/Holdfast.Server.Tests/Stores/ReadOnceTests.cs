using System.Collections.Concurrent;
using Holdfast.Server.Core;
using Holdfast.Server.Locks;
using Holdfast.Server.Stores;
using Microsoft.Extensions.Time.Testing;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Stores;

/// <summary>Where an upload's info is another request to another server, each question costs: one is enough.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ReadOnceTests
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private CountedReads _store = null!;

    [Test]
    [CancelAfter(20_000)]
    public async Task Head_and_patch_read_an_upload_once([Values] bool expires, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => Counted(options, new MemoryUploadLocker(), expires));
        await ReadOnceAsync(site, cancellationToken);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Head_and_patch_read_an_upload_once_with_locks_in_files(CancellationToken cancellationToken)
    {
        using var locks = new TemporaryDirectory();
        await using var site = await StartAsync(options => Counted(options, new FileUploadLocker(locks.FullName), expires: false));
        await ReadOnceAsync(site, cancellationToken);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Head_reads_once_although_it_waits_for_a_patch(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => Counted(options, new MemoryUploadLocker(), expires: false));
        var path = await site.CreateAsync(10, cancellationToken);
        using var patch = await site.ConnectAsync(cancellationToken);
        await patch.SendAsync(Patch(path, 0, 10) + "hello", cancellationToken);
        while (_store.Reads.IsEmpty || (await _store.GetInfoAsync(path.Split('/')[^1], cancellationToken))!.Offset < 5)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }

        _store.Reads.Clear();
        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(5);

        _store.Reads.Count.ShouldBe(1);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_sweep_reads_each_upload_once_be_it_expired_or_not(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => Counted(options, new MemoryUploadLocker(), expires: true));
        var expired = await site.CreateAsync(10, cancellationToken);
        var kept = await site.CreateAsync(0, cancellationToken);
        _store.Reads.Clear();

        _time.Advance(TimeSpan.FromHours(4));
        while (_store.Expired.IsEmpty)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }

        _store.Expired.ShouldBe([expired.Split('/')[^1]]);
        while (_store.Reads.Count < 2)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }

        _store.Reads.Order().ShouldBe(new[] { expired, kept }.Select(path => path.Split('/')[^1]).Order());
        (await site.HeadAsync(expired, cancellationToken)).Status.ShouldBe(404);
        (await site.HeadAsync(kept, cancellationToken)).Status.ShouldBe(200);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_sweep_does_not_read_what_has_changed_since(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => Counted(options, new MemoryUploadLocker(), expires: true));
        var path = await site.CreateAsync(10, cancellationToken);
        File.SetLastWriteTimeUtc(
            Path.Combine(site.Directory, path.Split('/')[^1]), (_time.GetUtcNow() + TimeSpan.FromHours(3.5)).UtcDateTime);
        _store.Reads.Clear();

        _time.Advance(TimeSpan.FromHours(4));
        while (_store.Sweeps == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }

        _store.Reads.ShouldBeEmpty();
    }

    private async Task ReadOnceAsync(UploadSite site, CancellationToken cancellationToken)
    {
        var path = await site.CreateAsync(10, cancellationToken);
        string[] requests =
        [
            Request("HEAD", path), Patch(path, 0, 5) + "hello", Request("HEAD", path), Patch(path, 1, 5) + "wrong",
            Patch(path, 5, 5) + "world",
            Request("HEAD", path), Patch(path, 10, 0), Request("GET", path), Request("DELETE", path),
        ];
        _store.Reads.Clear();
        foreach (var (request, index) in requests.Select((request, index) => (request, index)))
        {
            (await site.AskAsync(request, cancellationToken)).Status.ShouldBe(
                request.StartsWith("PATCH", StringComparison.Ordinal) ? index == 3 ? 409 : 204 : index == 8 ? 204 : 200);

            _store.Reads.Count.ShouldBe(1, $"{index}: {request}");
            _store.Reads.Clear();
        }
    }

    private UploadOptions Counted(UploadOptions options, IUploadLocker locker, bool expires)
    {
        _store = new CountedReads(options.Store);
        return options with
        {
            Store = _store,
            Locker = locker,
            TimeProvider = expires ? _time : TimeProvider.System,
            Expiration = expires ? new ExpirationOptions
            {
                Unfinished = TimeSpan.FromHours(1), SweepInterval = TimeSpan.FromHours(3),
            } : null,
        };
    }

    private sealed class CountedReads(IUploadStore inner) : StoreWrapper(inner)
    {
        private int _sweeps;

        public ConcurrentQueue<string> Reads { get; } = [];

        public ConcurrentQueue<string> Expired { get; } = [];

        public int Sweeps => Volatile.Read(ref _sweeps);

        public override ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken)
        {
            Reads.Enqueue(id);
            return base.GetInfoAsync(id, cancellationToken);
        }

        public override async ValueTask<bool> ExpireAsync(UploadInfo upload, WriteScope scope)
        {
            var isRemoved = await base.ExpireAsync(upload, scope);
            Expired.Enqueue(upload.Id);
            return isRemoved;
        }

        public override async IAsyncEnumerable<string> ListAsync(DateTimeOffset unchangedSince)
        {
            await foreach (var id in base.ListAsync(unchangedSince))
            {
                yield return id;
            }

            Interlocked.Increment(ref _sweeps);
        }
    }
}
