using Amazon.S3;
using Amazon.S3.Model;

namespace Holdfast.Server.S3.Tests.Rigs;

/// <summary>The gateway can do what the other tests rely on.</summary>
[CancelAfter(120_000)]
public sealed class GatewayTests
{
    [Test]
    public async Task One_of_several_creations_of_an_object_succeeds(CancellationToken cancellationToken)
    {
        Gateway.DemandConditions();
        await using var bucket = await TestBucket.CreateAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PutAsync(bucket, cancellationToken)));

        answers.Count(isMade => isMade).ShouldBe(1);
    }

    private static async Task<bool> PutAsync(TestBucket bucket, CancellationToken cancellationToken)
    {
        try
        {
            var put = new PutObjectRequest { BucketName = bucket.Name, Key = "lock", ContentBody = "mine", IfNoneMatch = "*" };
            await bucket.Client.PutObjectAsync(put, cancellationToken);
            return true;
        }
        catch (AmazonS3Exception taken) when (taken.StatusCode == System.Net.HttpStatusCode.PreconditionFailed)
        {
            return false;
        }
    }
}
