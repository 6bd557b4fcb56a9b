using Holdfast.Server.S3.Tests.Rigs;
using Holdfast.Server.Stores;
using static Holdfast.Server.S3.Tests.Rigs.Uploads;

namespace Holdfast.Server.S3.Tests.Stores;

/// <summary>Final uploads.</summary>
public sealed class ConcatenationTests : BucketTests
{
    [Test]
    public async Task A_concatenation_is_copied_by_s3_and_keeps_its_metadata()
    {
        var store = Bucket.Open(Small);
        var contents = new[] { Content(6 * MiB, 1), Content(700, 2), Content(7 * MiB, 3), Content(3, 4) };
        var parts = new List<UploadInfo>();
        foreach (var content in contents)
        {
            var part = await store.CreateAsync(content.Length);
            parts.Add(await store.FinishAsync(await store.AppendAsync(part, content)));
        }

        var final = (await store.CreateAsync(
            new UploadInfo
            {
                Id = "final",
                Length = null,
                IsFinal = true,
                Metadata = "filetype aW1hZ2UvcG5n,filename YQ==",
                PartialUploads = [.. parts.Select(part => part.Id)],
            },
            default)).ShouldNotBeNull();
        final = await store.ConcatenateAsync(final with { Length = parts.Sum(part => part.Offset) }, parts, default);

        (await Bucket.Open().ReadAsync(final.Id)).Offset.ShouldBe(0, "It gets all of its bytes at once.");
        await store.FinishAsync(final);
        (await Bucket.GetAsync("final")).ShouldBe(contents.SelectMany(content => content));
        var stored = await Bucket.Client.GetObjectMetadataAsync(Bucket.Name, "final");
        (stored.Headers.ContentType, stored.Metadata["filename"]).ShouldBe(("image/png", "a"));
    }
}
