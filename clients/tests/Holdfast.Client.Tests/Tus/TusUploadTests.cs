using System.Text;
using Holdfast.Client.Tests.Rigs;

namespace Holdfast.Client.Tests.Tus;

/// <summary>Uploads to the reference server over a good network.</summary>
[CancelAfter(60_000)]
public sealed class TusUploadTests
{
    private UploadSite _site = null!;

    [SetUp]
    public async Task StartAsync() => _site = await UploadSite.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _site.DisposeAsync();

    [TestCase(1)]
    [TestCase(65_536)]
    [TestCase(1_000_000)]
    public async Task A_file_arrives_whole(int size, CancellationToken token)
    {
        using var directory = new TemporaryDirectory();
        using var client = new UploadClient(Some.Options);
        var content = Some.Bytes(size);

        var result = await client.UploadFileAsync(_site.Endpoint, directory.File("video.bin", content), cancellationToken: token);

        _site.Stored(result.Url).ShouldBe(content);
        (result.Length, result.BytesSent, result.Retries, result.Resumed).ShouldBe((size, size, 0, false));
        _site.Exchanges.ShouldBe(["POST 201", "PATCH 204"]);
        MetadataOf(_site.Requests.First()).ShouldBe("filename=video.bin");
    }

    [Test]
    public async Task An_empty_file_is_complete_after_its_creation(CancellationToken token)
    {
        using var client = new UploadClient(Some.Options);

        var result = await client.UploadAsync(Some.Upload(_site.Endpoint, []), cancellationToken: token);

        _site.Stored(result.Url).ShouldBeEmpty();
        _site.Exchanges.ShouldBe(["POST 201"]);
    }

    [Test]
    public async Task Metadata_is_sent_in_base64(CancellationToken token)
    {
        using var client = new UploadClient(Some.Options);

        await client.UploadAsync(
            Some.Upload(_site.Endpoint, [1]) with
            {
                Metadata = new Dictionary<string, string> { ["title"] = "Grüße", ["empty"] = "" },
                FileName = "a b.txt",
                ContentType = "text/plain",
            },
            cancellationToken: token);

        MetadataOf(_site.Requests.First()).ShouldBe("title=Grüße;empty=;filename=a b.txt;filetype=text/plain");
    }

    [Test]
    public async Task A_stream_is_uploaded_from_its_position_on(CancellationToken token)
    {
        using var client = new UploadClient(Some.Options);
        using var stream = new MemoryStream(Some.Bytes(5000)) { Position = 1000 };

        var result = await client.UploadAsync(
            new UploadRequest { Endpoint = _site.Endpoint, Source = UploadSource.FromStream(stream) }, cancellationToken: token);

        _site.Stored(result.Url).ShouldBe(Some.Bytes(5000)[1000..]);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_stream_that_cannot_seek_may_be_longer_than_what_is_kept_of_it(bool isLengthKnown, CancellationToken token)
    {
        using var client = new UploadClient(Some.Options with { StreamBufferSize = 100_000 });
        var content = Some.Bytes(345_678);
        using var stream = new OneWayStream(content);

        var result = await client.UploadAsync(
            new UploadRequest
            {
                Endpoint = _site.Endpoint,
                Source = UploadSource.FromStream(stream, isLengthKnown ? content.Length : null),
            },
            cancellationToken: token);

        _site.Stored(result.Url).ShouldBe(content);
        result.Length.ShouldBe(content.Length);
        _site.Requests.First(request => request.Method == "POST")["Upload-Defer-Length"].ShouldBe(isLengthKnown ? null : "1");
        _site.Requests.Last()["Upload-Length"].ShouldBe(isLengthKnown ? null : "345678");
    }

    [Test]
    public async Task An_empty_stream_of_unknown_length_is_complete_when_its_length_is_declared(CancellationToken token)
    {
        using var client = new UploadClient(Some.Options);
        using var stream = new OneWayStream([]);

        var result = await client.UploadAsync(
            new UploadRequest { Endpoint = _site.Endpoint, Source = UploadSource.FromStream(stream) }, cancellationToken: token);

        (result.Length, _site.Stored(result.Url).Length).ShouldBe((0, 0));
    }

    [Test]
    public async Task Chunks_have_the_size_of_the_options(CancellationToken token)
    {
        using var client = new UploadClient(Some.Options with { ChunkSize = 400 });

        var result = await client.UploadAsync(Some.Upload(_site.Endpoint, Some.Bytes(1000)), cancellationToken: token);

        _site.Stored(result.Url).ShouldBe(Some.Bytes(1000));
        _site.Requests.Skip(1).Select(request => (request["Upload-Offset"], request["Content-Length"]))
            .ShouldBe([("0", "400"), ("400", "400"), ("800", "200")]);
    }

    [TestCase(100, Reason = "Without Expect: waiting for 100 would take longer.")]
    [TestCase(200_000)]
    public async Task The_creation_may_carry_the_content(int size, CancellationToken token)
    {
        using var client = new UploadClient(Some.Options with { Creation = UploadCreation.WithContent });

        var result = await client.UploadAsync(Some.Upload(_site.Endpoint, Some.Bytes(size)), cancellationToken: token);

        _site.Stored(result.Url).ShouldBe(Some.Bytes(size));
        _site.Exchanges.ShouldBe(["OPTIONS 200", "POST 201"]);
        _site.Requests.Last()["Expect"].ShouldBe(size > 65_536 ? "100-continue" : null);
    }

    [Test]
    public async Task The_server_is_asked_once_for_its_extensions(CancellationToken token)
    {
        using var client = new UploadClient(Some.Options with { Creation = UploadCreation.WithContent });

        await client.UploadAsync(Some.Upload(_site.Endpoint, Some.Bytes(10)), cancellationToken: token);
        await client.UploadAsync(Some.Upload(_site.Endpoint, Some.Bytes(10)), cancellationToken: token);

        _site.Exchanges.ShouldBe(["OPTIONS 200", "POST 201", "POST 201"]);
        _site.Requests.First()["Tus-Resumable"].ShouldBeNull();
    }

    [Test]
    public async Task Each_request_has_a_checksum_in_its_header_section(
        [Values("sha1", "sha256", "sha512", "md5", "crc32", "crc32c")] string algorithm, CancellationToken token)
    {
        using var client = new UploadClient(Some.Options with
        {
            Checksum = new ChecksumOptions { Algorithm = algorithm }, ChunkSize = 60_000,
        });

        var result = await client.UploadAsync(Some.Upload(_site.Endpoint, Some.Bytes(100_000)), cancellationToken: token);

        _site.Stored(result.Url).ShouldBe(Some.Bytes(100_000));
        var patches = _site.Requests.Where(request => request.Method == "PATCH").ToList();
        patches.Count.ShouldBe(2);
        patches.ShouldAllBe(request => request["Upload-Checksum"]!.StartsWith($"{algorithm} ", StringComparison.Ordinal));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Each_request_has_a_checksum_in_its_trailer_section(bool canSeek, CancellationToken token)
    {
        using var client = new UploadClient(Some.Options with
        {
            Checksum = new ChecksumOptions { Placement = ChecksumPlacement.Trailer }, ChunkSize = 80_000, StreamBufferSize = 70_000,
        });
        var content = Some.Bytes(100_000);
        using var stream = new OneWayStream(content);

        var result = await client.UploadAsync(
            Some.Upload(_site.Endpoint, content) with
            {
                Source = canSeek ? UploadSource.FromBytes(content) : UploadSource.FromStream(stream),
            },
            cancellationToken: token);

        // The server refuses a request whose trailer was announced and does not come or does not match.
        _site.Stored(result.Url).ShouldBe(content);
        var patches = _site.Requests.Where(request => request.Method == "PATCH").ToList();
        patches.ShouldAllBe(request => request["Trailer"] == "Upload-Checksum" && request["Transfer-Encoding"] == "chunked");
        patches.Count.ShouldBeGreaterThan(1);
    }

    [Test]
    public async Task Parts_are_uploaded_at_the_same_time_and_concatenated_in_order(CancellationToken token)
    {
        using var directory = new TemporaryDirectory();
        using var client = new UploadClient(Some.Options with { ParallelUploads = 3 });
        var content = Some.Bytes(1_000_001);

        var result = await client.UploadFileAsync(_site.Endpoint, directory.File("a.bin", content), cancellationToken: token);

        _site.Stored(result.Url).ShouldBe(content);
        (result.Length, result.BytesSent).ShouldBe((1_000_001, 1_000_001));
        _site.Requests.Count(request => request["Upload-Concat"] == "partial").ShouldBe(3);
        var final = _site.Requests.Last();
        (final["Upload-Concat"]!.Split(' ').Length, final["Upload-Length"]).ShouldBe((3, null));
        MetadataOf(final).ShouldBe("filename=a.bin");
    }

    [TestCase(10L, 4, "0+3 3+3 6+2 8+2")]
    [TestCase(2L, 3, "0+1 1+1")]
    [TestCase(9L, 3, "0+3 3+3 6+3")]
    public void Parts_cover_the_content_without_gaps(long length, int count, string parts) =>
        string.Join(' ', Client.Tus.TusParts.Split(length, count).Select(part => $"{part.Start}+{part.Length}")).ShouldBe(parts);

    [Test]
    public async Task An_upload_is_terminated_once(CancellationToken token)
    {
        using var client = new UploadClient(Some.Options);
        var result = await client.UploadAsync(Some.Upload(_site.Endpoint, Some.Bytes(10)), cancellationToken: token);

        (await client.TerminateAsync(result.Url!, token)).ShouldBeTrue();
        _site.Has(result.Url).ShouldBeFalse();
        (await client.TerminateAsync(result.Url!, token)).ShouldBeFalse();
    }

    [Test]
    public async Task Progress_grows_up_to_the_length(CancellationToken token)
    {
        using var client = new UploadClient(Some.Options);
        var progress = new ProgressList();

        await client.UploadAsync(Some.Upload(_site.Endpoint, Some.Bytes(1_000_000)), progress, token);

        progress.Reports.Select(report => report.BytesSent).ShouldBeInOrder();
        progress.Reports.First().State.ShouldBe(UploadState.Starting);
        var last = progress.Reports.Last();
        (last.State, last.BytesSent, last.BytesStored, last.Length).ShouldBe((UploadState.Completed, 1_000_000, 1_000_000, 1_000_000));
    }

    [Test]
    public async Task The_callers_header_fields_are_in_every_request(CancellationToken token)
    {
        var number = 0;
        using var client = new UploadClient(Some.Options with
        {
            Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer a" },
            PrepareRequest = (request, _) =>
            {
                request.Headers.Add("X-Request-ID", $"{++number}");
                return ValueTask.CompletedTask;
            },
        });

        await client.UploadAsync(
            Some.Upload(_site.Endpoint, Some.Bytes(10)) with { Headers = new Dictionary<string, string> { ["X-Tenant"] = "7" } },
            cancellationToken: token);

        _site.Requests.Select(request => (request["Authorization"], request["X-Tenant"], request["X-Request-ID"]))
            .ShouldBe([("Bearer a", "7", "1"), ("Bearer a", "7", "2")]);
    }

    private static string MetadataOf(SeenRequest request) => string.Join(';', request["Upload-Metadata"]!.Split(',').Select(pair =>
        $"{pair.Split(' ')[0]}={Encoding.UTF8.GetString(Convert.FromBase64String(pair.Split(' ')[1]))}"));
}
