using Holdfast.Server.S3.Parts;
using Holdfast.Server.Stores;

namespace Holdfast.Server.S3.Tests.Parts;

/// <summary>Part numbers last for the whole upload, whatever its requests were like.</summary>
public sealed class PartSizesTests
{
    private const long MiB = 1L << 20;
    private const long TiB = 1L << 40;

    private static readonly PartSizes Sizes = new(new S3StoreOptions { Bucket = "b" });

    [TestCase(1, 50 * MiB)]
    [TestCase(50 * MiB * 10_000, 50 * MiB)]
    [TestCase((50 * MiB * 10_000) + 1, (50 * MiB) + 1)]
    [TestCase(5 * TiB, 549_755_814)]
    public void The_first_part_is_as_large_as_tusds(long length, long size) => Sizes.Next(Upload(length), 0, 0, 0).ShouldBe(size);

    [Test]
    public void The_largest_object_is_the_limit_of_an_upload() => Sizes.LargestUpload.ShouldBe(5 * TiB);

    [Test]
    public void Parts_of_equal_size_limit_an_upload_to_ten_thousand_of_them() =>
        new PartSizes(new S3StoreOptions { Bucket = "b", EqualPartSizes = true }).LargestUpload.ShouldBe(50 * MiB * 10_000);

    [TestCase(5 * TiB, 6 * MiB)]
    [TestCase(5 * TiB, 1)]
    [TestCase(60 * MiB * 10_000, 6 * MiB)]
    [TestCase(400L << 30, 6 * MiB)]
    [TestCase(1L << 30, 5 * MiB)]
    [TestCase(null, 6 * MiB)]
    [TestCase(null, 1)]
    public void Requests_that_end_too_early_never_use_up_the_numbers(long? length, long request)
    {
        var (upload, end) = (Upload(length), length ?? 5 * TiB);
        var (offset, tail, used, requests) = (0L, 0L, 0, 0);
        while (offset + tail < end)
        {
            // The first twenty thousand requests are short; then the client has a good day.
            var arrived = Math.Min(requests++ < 20_000 ? request : end, end - offset - tail) + tail;
            tail = 0;
            while (arrived > 0)
            {
                var size = Sizes.Next(upload, offset, used, 0);
                size.ShouldBeInRange(5 * MiB, 5L << 30);
                if (arrived < size && offset + arrived < end && !Sizes.MayBeShort(upload, offset, arrived, used))
                {
                    tail = arrived;
                    break;
                }

                var part = Math.Min(arrived, size);
                (offset, used, arrived) = (offset + part, used + 1, arrived - part);
            }
        }

        used.ShouldBeLessThanOrEqualTo(10_000);
    }

    [Test]
    public void Numbers_that_others_used_up_are_told_with_what_to_do()
    {
        Should.Throw<UploadStoreException>(() => Sizes.Next(Upload(TiB), MiB, 10_000, 0)).Message.ShouldContain("10000");
        var left = Should.Throw<UploadStoreException>(() => Sizes.Next(Upload(5 * TiB), MiB, 9_999, 0));
        (left.IsTransient, left.Message.Contains("doesn't fit", StringComparison.Ordinal)).ShouldBe((false, true));
    }

    private static UploadInfo Upload(long? length) => new() { Id = "u", Length = length };
}
