namespace Holdfast.Client.Tests;

public sealed class UploadClientOptionsTests
{
    private static IEnumerable<TestCaseData> Wrong() =>
    [
        new(new UploadClientOptions { InteropVersion = 5 }, "The option InteropVersion is '5', but a number from 6 to 10 was expected."),
        new(new UploadClientOptions { ChunkSize = 0 },
            "The option ChunkSize is '0', but a positive number of bytes, or null was expected."),
        new(new UploadClientOptions { ParallelUploads = 0 }, "The option ParallelUploads is '0', but a number from 1 to 64 was expected."),
        new(new UploadClientOptions { Checksum = new ChecksumOptions { Algorithm = "md4" } },
            "The option Checksum.Algorithm is 'md4', but one of sha1, sha256, sha512, md5, crc32, crc32c was expected."),
        new(new UploadClientOptions { Protocol = UploadProtocol.Ietf, ParallelUploads = 2 },
            "The option Protocol is 'Ietf', but 'Tus', because Checksum and ParallelUploads are extensions of tus was expected."),
        new(new UploadClientOptions { StallTimeout = TimeSpan.Zero },
            "The option StallTimeout is '00:00:00', but a positive time was expected."),
    ];

    [TestCaseSource(nameof(Wrong))]
    public void A_value_out_of_range_is_refused(UploadClientOptions options, string message) =>
        Should.Throw<ArgumentException>(() => new UploadClient(options)).Message.ShouldBe(message);

    [TestCase("files/")]
    [TestCase("ftp://a/")]
    public void An_endpoint_that_is_no_URL_of_HTTP_is_refused(string endpoint)
    {
        using var client = new UploadClient(new UploadClientOptions { UrlStore = null });

        Should.Throw<ArgumentException>(() => client.UploadAsync(new UploadRequest
        {
            Endpoint = new Uri(endpoint, UriKind.RelativeOrAbsolute), Source = UploadSource.FromBytes(default),
        })).Message.ShouldStartWith($"The URL is '{endpoint}', but an absolute URL of http or https was expected.");
    }

    [Test]
    public void A_file_that_is_missing_is_named() =>
        Should.Throw<FileNotFoundException>(() => UploadSource.FromFile("/no/such/file")).Message.ShouldContain("'/no/such/file'");
}
