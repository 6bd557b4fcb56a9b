using Holdfast.Server.Stores;

namespace Holdfast.Server.S3.Parts;

/// <summary>How large parts are, so that their numbers last for the whole upload.</summary>
internal sealed class PartSizes(S3StoreOptions options)
{
    // Of an upload whose length isn't known, each part has at least a thousandth of what is stored: 5 TiB then take 5,605 parts of 50 MiB
    // and more. So many numbers less are free for short parts.
    private const int Growth = 1_000;
    private const int SpareNumbers = 4_000;

    /// <summary>
    /// The size of the part after <paramref name="used"/> others. tusd's: the preferred size, or a 10,000th of the length. More, when
    /// others were shorter and the numbers that are left would not last otherwise.
    /// </summary>
    /// <exception cref="UploadStoreException">No size is large enough.</exception>
    public long Next(UploadInfo upload, long offset, int used, long firstPart)
    {
        if (used >= S3StoreOptions.MaxParts)
        {
            throw new UploadStoreException(
                $"Upload '{upload.Id}' has '{used}' parts already, and S3 takes no more. Upload the file again, in larger requests.",
                isTransient: false);
        }

        var size = options.EqualPartSizes && used > 0 ? firstPart
            : upload.Length is { } length
                ? Math.Max(Preferred(length), PartsOf(length - offset, S3StoreOptions.MaxParts - used))
                : Math.Max(options.PartSize, options.EqualPartSizes ? 0 : Math.Min(offset / Growth, options.MaxPartSize));
        return size <= options.MaxPartSize ? size : throw new UploadStoreException(
            $"Upload '{upload.Id}' has '{used}' parts already, and what is left of it ('{upload.Length - offset}' bytes) doesn't fit into "
            + $"the '{S3StoreOptions.MaxParts - used}' that S3 still takes, of '{options.MaxPartSize}' bytes at most.",
            isTransient: false);
    }

    /// <summary>
    /// A body's end that doesn't fill a part may be one all the same. It waits for more bytes when it is too small for S3, or when the
    /// numbers that are left would not last.
    /// </summary>
    public bool MayBeShort(UploadInfo upload, long offset, long count, int used) =>
        count >= options.MinPartSize && !options.EqualPartSizes
        && (upload.Length is { } length
            ? PartsOf(length - offset - count, Preferred(length)) < S3StoreOptions.MaxParts - used
            : used < SpareNumbers);

    /// <summary>The largest upload that fits.</summary>
    public long LargestUpload => Math.Min(
        S3StoreOptions.LargestObject,
        (options.EqualPartSizes ? options.PartSize : options.MaxPartSize) * S3StoreOptions.MaxParts);

    private long Preferred(long length) => Math.Max(options.PartSize, PartsOf(length, S3StoreOptions.MaxParts));

    // Rounded up.
    private static long PartsOf(long bytes, long count) => (bytes + count - 1) / count;
}
