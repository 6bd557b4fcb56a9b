using System.Buffers;
using Holdfast.Protocol.Ietf;
using Holdfast.Server.Core;
using Holdfast.Server.Refusals;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Ietf;

/// <summary>
/// <c>Repr-Digest</c> and <c>Want-Repr-Digest</c> of a creation (draft up to interop version 8, Representation Digests): the whole, as it
/// is stored, is judged and described when it becomes complete.
/// </summary>
internal sealed class ReprDigests(UploadOptions options, InteropVersion version)
{
    /// <summary>The digest that the creation requested, once the upload is complete; null when it requested none.</summary>
    public string? Answer { get; private set; }

    /// <summary>The field of a creation, unparsed; null when it is missing or this version doesn't define it.</summary>
    public static string? Asked(IetfRequest request, string field) =>
        request.Version.HasDigests && request.Context.Request.Headers[field].Joined() is { Length: > 0 } text ? text : null;

    /// <summary>Judges the upload, all of whose bytes are there.</summary>
    public async Task<Refusal?> InspectAsync(UploadInfo upload, CancellationToken cancellationToken)
    {
        if (options.DisableChecksum || options.Store is not IServingStore { ServesUnfinished: true } store)
        {
            return null;
        }

        if (DigestFields.Strongest(upload.ReprDigest) is { } expected)
        {
            var digest = await ComputeAsync(store, upload, expected.Name, cancellationToken);
            if (!expected.Digest.Span.SequenceEqual(digest))
            {
                return RefusalKind.DigestMismatch;
            }
        }

        Answer = version.HasDigests && DigestFields.Preferred(upload.WantReprDigest) is { } wanted
            ? DigestFields.Write(wanted, await ComputeAsync(store, upload, wanted, cancellationToken))
            : null;
        return null;
    }

    private static async Task<byte[]> ComputeAsync(IServingStore store, UploadInfo upload, string name, CancellationToken cancellationToken)
    {
        using var digest = DigestFields.Begin(name);
        await using var stored = await store.OpenReadAsync(upload, 0, upload.Offset, cancellationToken)
            ?? throw new UploadStoreException(
                $"The bytes of upload '{upload.Id}' are gone, '{upload.Offset}' were expected.", isTransient: false);
        var buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            while (await stored.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                digest.Append(buffer.AsSpan(0, count));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return digest.Finish();
    }
}
