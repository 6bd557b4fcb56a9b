using Holdfast.Chaos;
using Holdfast.Server.S3.Tests.Rigs;
using Holdfast.Server.Stores;
using static Holdfast.Server.S3.Tests.Rigs.Uploads;

namespace Holdfast.Server.S3.Tests.Stores;

/// <summary>A server reads an upload by several calls, between which another server appends to it.</summary>
public sealed class ReadingTests : BucketTests
{
    private const int Before = 700;

    private static readonly byte[] Bytes = Content(6 * MiB);

    [TestCase(UploadCompletion.ByLength, "HEAD", ".part", 5 * MiB, Description = "The tail has become a part.")]
    [TestCase(UploadCompletion.Awaited, "HEAD", ".part", 5 * MiB, Description = "The tail has become a part.")]
    [TestCase(UploadCompletion.Awaited, "GET", ".info", 1400, Description = "What the description acknowledges is in another tail.")]
    public async Task Bytes_that_another_server_moves_meanwhile_are_not_overlooked(
        UploadCompletion completion, string method, string suffix, int after)
    {
        var reader = Bucket.Open(Small);
        var writer = Bucket.Open(Small, network: Bucket.Endpoint);
        long? length = completion == UploadCompletion.ByLength ? Bytes.Length : null;
        var wanted = new UploadInfo { Id = "kelp", Length = length, Completion = completion };
        var upload = (await writer.CreateAsync(wanted, default)).ShouldNotBeNull();
        upload = await writer.UpdateAsync(await writer.AppendAsync(upload, Bytes.AsMemory(0, Before)), default);
        Bucket.Proxy.Add(Toxic.Http(
            HttpTrigger.BeforeRequest(method, $"/{Bucket.Name}/{upload.ObjectId()}{suffix}"),
            HttpAction.Stall(TimeSpan.FromMinutes(1), ToxicStream.Upstream)));

        var reading = reader.ReadAsync(upload.Id);
        while (Bucket.Struck == 0)
        {
            await Task.Yield();
        }

        var grown = await writer.UpdateAsync(await writer.AppendAsync(upload, Bytes.AsMemory(Before, after - Before)), default);
        reading.IsCompleted.ShouldBeFalse();
        Bucket.Mend();

        (await reading).Offset.ShouldBeOneOf(Before, grown.Offset);
    }
}
