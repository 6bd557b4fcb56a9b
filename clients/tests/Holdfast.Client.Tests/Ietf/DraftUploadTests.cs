using System.Net;
using Holdfast.Chaos;
using Holdfast.Client.Tests.Rigs;

namespace Holdfast.Client.Tests.Ietf;

/// <summary>Uploads by the draft to the reference server, over good networks and bad ones.</summary>
[CancelAfter(60_000)]
public sealed class DraftUploadTests
{
    private const int Size = 3_000_000;

    private readonly byte[] _content = Some.Bytes(Size);
    private UploadSite _site = null!;

    public static IEnumerable<int> Versions => [6, 7, 8, 9, 10];

    [SetUp]
    public async Task StartAsync() => _site = await UploadSite.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _site.DisposeAsync();

    [Test]
    public async Task A_file_arrives_whole(
        [ValueSource(nameof(Versions))] int version, [Values] UploadCreation creation, [Values(0, 1, 200_000)] int size,
        CancellationToken token)
    {
        using var directory = new TemporaryDirectory();
        using var client = new UploadClient(Draft(version) with { Creation = creation });
        var content = Some.Bytes(size);

        var result = await client.UploadFileAsync(_site.Endpoint, directory.File("ä.bin", content), cancellationToken: token);

        StoredOf(result).ShouldBe(content);
        result.Retries.ShouldBe(0);
        _site.Requests.Select(request => request.Method).ShouldBe(creation == UploadCreation.Empty ? ["POST", "PATCH"] : ["POST"]);
        _site.Requests.ShouldAllBe(request => request["Upload-Draft-Interop-Version"] == $"{version}");
        _site.Requests.First()["Content-Disposition"].ShouldBe("inline; filename*=utf-8''%C3%A4.bin");
    }

    [Test]
    public async Task A_stream_of_unknown_length_arrives_whole(
        [ValueSource(nameof(Versions))] int version, [Values] UploadCreation creation, CancellationToken token)
    {
        using var client = new UploadClient(Draft(version) with { Creation = creation, StreamBufferSize = 100_000 });
        using var stream = new OneWayStream(Some.Bytes(345_678));

        var result = await client.UploadAsync(
            new UploadRequest { Endpoint = _site.Endpoint, Source = UploadSource.FromStream(stream) }, cancellationToken: token);

        StoredOf(result).ShouldBe(Some.Bytes(345_678));
        result.Length.ShouldBe(345_678);
    }

    [Test]
    public async Task A_cut_is_resumed(
        [ValueSource(nameof(Versions))] int version, [Values] UploadCreation creation, CancellationToken token)
    {
        // Slow enough for the 104 to arrive before the cut, which breaks both directions.
        await using var proxy = await ProxyAsync(
            Toxic.Bandwidth(5000) with { Stream = ToxicStream.Upstream },
            Toxic.LimitData(Size / 2) with { Stream = ToxicStream.Upstream, Connection = 1 });
        using var client = new UploadClient(Draft(version) with { Creation = creation });

        var result = await client.UploadAsync(Upload(proxy), cancellationToken: token);

        // With optimistic creation, only a 104 can have named the upload that is resumed.
        StoredOf(result).SequenceEqual(_content).ShouldBeTrue();
        result.Retries.ShouldBeGreaterThan(0);
        _site.Count.ShouldBe(1);
    }

    [Test]
    public async Task A_lost_final_response_is_recovered_without_sending_content_again(
        [ValueSource(nameof(Versions))] int version, CancellationToken token)
    {
        // The first response to PATCH is the last of the upload.
        await using var proxy = await ProxyAsync(Toxic.Http(
            HttpTrigger.BeforeResponse(method: "PATCH") with { Nth = 1 }, HttpAction.Close()));
        using var client = new UploadClient(Draft(version));

        var result = await client.UploadAsync(Upload(proxy), cancellationToken: token);

        StoredOf(result).SequenceEqual(_content).ShouldBeTrue();
        result.BytesSent.ShouldBe(Size);
        if (version >= 9)
        {
            result.Response!["Upload-Complete"].ShouldBe("?1");
        }
    }

    [Test]
    public async Task Limits_of_the_server_are_obeyed(
        [ValueSource(nameof(Versions))] int version, [Values] UploadCreation creation, CancellationToken token)
    {
        await using var site = await UploadSite.StartAsync(
            options => options with { Ietf = new Server.Core.IetfOptions { MaxAppendSize = 1_000_000, MinAppendSize = 400_000 } });
        using var client = new UploadClient(Draft(version) with { Creation = creation, ChunkSize = 1000 });

        var result = await client.UploadAsync(Some.Upload(site.Endpoint, _content), cancellationToken: token);

        site.Stored(result.Url ?? throw new AssertionException("The upload has no URL.")).SequenceEqual(_content).ShouldBeTrue();
    }

    [Test]
    public async Task An_upload_above_the_maximum_is_refused(
        [ValueSource(nameof(Versions))] int version, [Values] UploadCreation creation, CancellationToken token)
    {
        await using var site = await UploadSite.StartAsync(options => options with { MaxSize = 1000 });
        using var client = new UploadClient(Draft(version) with { Creation = creation });

        var failure = await Should.ThrowAsync<UploadException>(
            client.UploadAsync(Some.Upload(site.Endpoint, _content), cancellationToken: token));

        failure.Reason.ShouldBe(UploadFailure.LimitExceeded);
    }

    [Test]
    public async Task A_cancelled_upload_is_resumed_by_another_client([Values] UploadCreation creation, CancellationToken token)
    {
        // The server says every half a second how much it has.
        await using var proxy = await ProxyAsync(Toxic.Bandwidth(2000) with { Stream = ToxicStream.Upstream });
        var options = Draft(10) with { Creation = creation, UrlStore = new MemoryUrlStore() };
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(token);
        using (var client = new UploadClient(options))
        {
            var progress = new ProgressList(report =>
            {
                if (report.BytesStored > 0)
                {
                    cancelled.Cancel();
                }
            });
            await Should.ThrowAsync<OperationCanceledException>(client.UploadAsync(Upload(proxy), progress, cancelled.Token));
        }

        using var other = new UploadClient(options);
        var result = await other.UploadAsync(Upload(proxy), cancellationToken: token);

        StoredOf(result).SequenceEqual(_content).ShouldBeTrue();
        (result.Resumed, _site.Count).ShouldBe((true, 1));
        result.BytesSent.ShouldBeLessThan(Size);
    }

    private static UploadClientOptions Draft(int version) =>
        Some.Options with { Protocol = UploadProtocol.Ietf, InteropVersion = version };

    private UploadRequest Upload(ChaosProxy proxy) =>
        Some.Upload(new Uri($"http://{IPAddress.Loopback}:{proxy.Listen.Port}/files/"), _content, "content");

    private byte[] StoredOf(UploadResult result) =>
        _site.Stored(result.Url ?? new Uri(_site.Endpoint, result.Response!["Location"]));

    private Task<ChaosProxy> ProxyAsync(params Toxic[] toxics) =>
        ChaosProxy.StartAsync(new ChaosProxyOptions { Upstream = _site.Address, Toxics = toxics });
}
