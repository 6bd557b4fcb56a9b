using Holdfast.Protocol.Ietf;
using Holdfast.Protocol.Tus;
using Holdfast.Server.Checksums;
using Holdfast.Server.Core;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Ietf;

/// <summary>
/// <c>Content-Digest</c> of one request (draft up to interop version 8, Content Digests): content that doesn't match isn't appended. So no
/// byte counts before all have arrived, and content that is cut isn't kept.
/// </summary>
internal static class ContentDigest
{
    /// <summary>Begins to verify the content; null when nothing is there to verify it with.</summary>
    public static BodyVerification? Begin(IetfRequest request, UploadOptions options)
    {
        var field = request.Context.Request.Headers[IetfHeaders.ContentDigest].Joined();
        var isOffered = request.Version.HasDigests && !options.DisableChecksum && options.Store is IVerifyingStore;
        if (!isOffered || DigestFields.Strongest(field) is not { } digest)
        {
            return null;
        }

        var running = DigestFields.Begin(digest.Name);
        return new BodyVerification([running], () => new ChecksumClaim(new UploadChecksum(running.Algorithm, digest.Digest), null));
    }
}
