using Amazon.S3.Model;
using Holdfast.Server.S3.Tests.Rigs;

namespace Holdfast.Server.S3.Tests.Options;

/// <summary>What becomes of a connection to S3.</summary>
public sealed class S3ConnectionTests
{
    [TestCase("200 OK", "<ListPartsResult></ListPartsResult>")]
    [TestCase("404 Not Found", "<Error><Code>NoSuchUpload</Code></Error>")]
    [CancelAfter(20_000)]
    public async Task A_call_that_is_cancelled_while_its_answer_arrives_takes_no_answer_of_the_next(
        string status, string document, CancellationToken cancellationToken)
    {
        await using var server = new HeldDocument(status, document);
        using var client = TestBucket.NewClient(server.Url, retries: 0);
        using var end = new CancellationTokenSource();
        var listing = client.ListPartsAsync(new ListPartsRequest { BucketName = "bucket", Key = "key", UploadId = "id" }, end.Token);
        await server.HeadSentAsync(cancellationToken);

        await end.CancelAsync();
        server.SendDocument();
        await Should.ThrowAsync<OperationCanceledException>(() => listing);

        await client.DeleteObjectAsync("bucket", "key", cancellationToken).WaitAsync(TimeSpan.FromSeconds(5), cancellationToken);
    }
}
