using System.Globalization;
using System.Net;
using Holdfast.Chaos;
using Holdfast.Client.Tests.Rigs;

namespace Holdfast.Client.Tests.Tus;

/// <summary>Uploads to the reference server through a network that breaks.</summary>
[CancelAfter(60_000)]
public sealed class FaultTests
{
    private const int Size = 3_000_000;

    private readonly byte[] _content = Some.Bytes(Size);
    private UploadSite _site = null!;

    [SetUp]
    public async Task StartAsync() => _site = await UploadSite.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _site.DisposeAsync();

    [TestCase(10)]
    [TestCase(50)]
    [TestCase(99)]
    public async Task A_cut_costs_no_stored_byte(int percent, CancellationToken token)
    {
        await using var proxy = await ProxyAsync(
            Toxic.LimitData(Size / 100 * percent) with { Stream = ToxicStream.Upstream, Connection = 1 });
        using var client = new UploadClient(Some.Options);

        var result = await client.UploadAsync(Upload(proxy), cancellationToken: token);

        Arrived(result);
        result.Retries.ShouldBeGreaterThan(0);
        _site.Count.ShouldBe(1);

        // What had passed the cut is not sent again; the heads before the content have less than 2,000 bytes.
        var last = _site.Requests.Last(request => request.Method == "PATCH");
        var cut = Size / 100 * percent;
        int.Parse(last["Upload-Offset"]!, CultureInfo.InvariantCulture).ShouldBeInRange(cut - 2000, cut);
    }

    [Test]
    public async Task A_reset_is_survived(CancellationToken token)
    {
        await using var proxy = await ProxyAsync(
            Toxic.ResetPeer(TimeSpan.FromMilliseconds(1)) with { Stream = ToxicStream.Upstream, Connection = 1 });
        using var client = new UploadClient(Some.Options);

        Arrived(await client.UploadAsync(Upload(proxy), cancellationToken: token));
    }

    [Test]
    public async Task A_lost_answer_to_the_last_byte_costs_no_byte(CancellationToken token)
    {
        await using var proxy = await ProxyAsync(Toxic.Lost(204));
        using var client = new UploadClient(Some.Options);

        var result = await client.UploadAsync(Upload(proxy), cancellationToken: token);

        Arrived(result);
        result.BytesSent.ShouldBe(Size);
        _site.Exchanges.ShouldBe(["POST 201", "PATCH 204", "HEAD 200"]);
    }

    [Test]
    public async Task A_lost_answer_to_the_creation_leaves_an_empty_upload_behind(CancellationToken token)
    {
        await using var proxy = await ProxyAsync(Toxic.Lost(201));
        using var client = new UploadClient(Some.Options);

        Arrived(await client.UploadAsync(Upload(proxy), cancellationToken: token));
        _site.Exchanges.ShouldBe(["POST 201", "POST 201", "PATCH 204"]);
    }

    [Test]
    public async Task A_network_that_swallows_everything_counts_as_stalled(CancellationToken token)
    {
        await using var proxy = await ProxyAsync(Toxic.Timeout() with { Stream = ToxicStream.Upstream, Connection = 1 });
        using var client = new UploadClient(Some.Options with { StallTimeout = TimeSpan.FromMilliseconds(400) });
        var progress = new ProgressList();

        Arrived(await client.UploadAsync(Upload(proxy), progress, token));
        progress.Reports.ShouldContain(report =>
            report.State == UploadState.Waiting && report.Problem!.Contains("nothing happened", StringComparison.Ordinal));
    }

    [Test]
    public async Task A_slow_network_does_not_count_as_stalled(CancellationToken token)
    {
        await using var proxy = await ProxyAsync(Toxic.Bandwidth(2000) with { Stream = ToxicStream.Upstream });
        using var client = new UploadClient(Some.Options with { StallTimeout = TimeSpan.FromSeconds(1) });

        var result = await client.UploadAsync(Upload(proxy), cancellationToken: token);

        Arrived(result);
        result.Retries.ShouldBe(0);
    }

    [Test]
    public async Task A_client_waits_for_a_network_that_is_away(CancellationToken token)
    {
        await using var proxy = await ProxyAsync(Toxic.Bandwidth(5000) with { Stream = ToxicStream.Upstream });
        using var client = new UploadClient(Some.Options with { Retry = Some.Options.Retry with { MaxAttempts = 100 } });
        var waits = 0;
        var back = Task.CompletedTask;
        var progress = new ProgressList(report =>
        {
            if (report.BytesSent > 500_000 && Interlocked.CompareExchange(ref waits, 1, 0) == 0)
            {
                back = proxy.DisableAsync(token);
            }
            else if (report.State == UploadState.Waiting && Interlocked.Increment(ref waits) == 5)
            {
                back = back
                    .ContinueWith(_ => proxy.EnableAsync(token), token, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap();
            }
        });

        var result = await client.UploadAsync(Upload(proxy), progress, token);

        await back;
        Arrived(result);
        result.Retries.ShouldBeGreaterThan(3);
        _site.Count.ShouldBe(1);
    }

    [Test]
    public async Task A_stream_that_cannot_seek_survives_a_cut(CancellationToken token)
    {
        await using var proxy = await ProxyAsync(Toxic.LimitData(Size / 2) with { Stream = ToxicStream.Upstream, Connection = 1 });
        using var client = new UploadClient(Some.Options with { StreamBufferSize = 1_000_000 });
        using var stream = new OneWayStream(_content);

        Arrived(await client.UploadAsync(Upload(proxy) with { Source = UploadSource.FromStream(stream) }, cancellationToken: token));
    }

    [Test]
    public async Task Content_with_a_checksum_survives_a_cut([Values] ChecksumPlacement placement, CancellationToken token)
    {
        await using var proxy = await ProxyAsync(Toxic.LimitData(Size / 2) with { Stream = ToxicStream.Upstream, Connection = 1 });
        using var client = new UploadClient(Some.Options with
        {
            Checksum = new ChecksumOptions { Placement = placement }, ChunkSize = 500_000,
        });

        Arrived(await client.UploadAsync(Upload(proxy), cancellationToken: token));
    }

    [Test]
    public async Task Parts_survive_cuts(CancellationToken token)
    {
        await using var proxy = await ProxyAsync(
            Toxic.LimitData(Size / 4) with { Stream = ToxicStream.Upstream, Connection = 1, Name = "first" },
            Toxic.LimitData(Size / 8) with { Stream = ToxicStream.Upstream, Connection = 2, Name = "second" });
        using var client = new UploadClient(Some.Options with { ParallelUploads = 2 });

        Arrived(await client.UploadAsync(Upload(proxy), cancellationToken: token));
    }

    [Test]
    public async Task A_paused_upload_goes_on_where_it_was(CancellationToken token)
    {
        await using var proxy = await ProxyAsync(Toxic.Bandwidth(5000) with { Stream = ToxicStream.Upstream });
        using var client = new UploadClient(Some.Options with { ChunkSize = 500_000 });
        var pause = new UploadPause();
        var paused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var progress = new ProgressList(report =>
        {
            if (report.State == UploadState.Paused)
            {
                paused.TrySetResult();
            }
            else if (report.BytesStored > 1_000_000 && !paused.Task.IsCompleted)
            {
                pause.Pause();
            }
        });
        var uploading = client.UploadAsync(Upload(proxy) with { Pause = pause }, progress, token);

        await paused.Task.WaitAsync(token);
        uploading.IsCompleted.ShouldBeFalse();
        pause.IsPaused.ShouldBeTrue();
        pause.Resume();

        Arrived(await uploading);
        _site.Count.ShouldBe(1);
        _site.Requests.Count(request => request.Method == "HEAD").ShouldBe(1);
    }

    [TestCase(1)]
    [TestCase(2)]
    public async Task A_cancelled_upload_is_resumed_by_another_client(int parallel, CancellationToken token)
    {
        using var directory = new TemporaryDirectory();
        await using var proxy = await ProxyAsync(Toxic.Bandwidth(5000) with { Stream = ToxicStream.Upstream });
        var options = Some.Options with
        {
            UrlStore = new FileUrlStore(Path.Combine(directory.FullName, "urls")), ParallelUploads = parallel, ChunkSize = 300_000,
        };
        var path = directory.File("video.bin", _content);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(token);
        using (var client = new UploadClient(options))
        {
            var progress = new ProgressList(report =>
            {
                if (report.BytesStored > 1_000_000)
                {
                    cancelled.Cancel();
                }
            });
            await Should.ThrowAsync<OperationCanceledException>(
                client.UploadFileAsync(EndpointOf(proxy), path, progress, cancelled.Token));
        }

        var created = _site.Count;
        using var other = new UploadClient(options with { UrlStore = new FileUrlStore(Path.Combine(directory.FullName, "urls")) });
        var result = await other.UploadFileAsync(EndpointOf(proxy), path, cancellationToken: token);

        Arrived(result);
        result.BytesSent.ShouldBeLessThan(Size - 1_000_000);
        result.Resumed.ShouldBeTrue();
        _site.Count.ShouldBe(parallel == 1 ? created : created + 1);
        Directory.EnumerateFiles(Path.Combine(directory.FullName, "urls")).ShouldBeEmpty();
    }

    private UploadRequest Upload(ChaosProxy proxy) => Some.Upload(EndpointOf(proxy), _content);

    private static Uri EndpointOf(ChaosProxy proxy) => new($"http://{IPAddress.Loopback}:{proxy.Listen.Port}/files/");

    private Task<ChaosProxy> ProxyAsync(params Toxic[] toxics) =>
        ChaosProxy.StartAsync(new ChaosProxyOptions { Upstream = _site.Address, Toxics = toxics });

    private void Arrived(UploadResult result) => _site.Stored(result.Url).SequenceEqual(_content).ShouldBeTrue();
}
