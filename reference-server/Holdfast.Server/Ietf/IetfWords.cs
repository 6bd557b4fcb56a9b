using Holdfast.Protocol.Ietf;
using Holdfast.Protocol.Tus;
using Holdfast.Server.Refusals;
using Holdfast.Server.Stores;
using Holdfast.Server.Tus;

namespace Holdfast.Server.Ietf;

/// <summary>Words the core's refusals for the draft, with the texts of tus where the draft has none.</summary>
internal static class IetfWords
{
    /// <param name="refusal">Why the request was refused.</param>
    /// <param name="upload">The upload as it is now; null when there is none.</param>
    public static UploadError Of(Refusal refusal, UploadInfo? upload) => refusal.Kind switch
    {
        RefusalKind.SizeExceeded => upload?.Length is null ? IetfErrors.UploadTooLarge : IetfErrors.InconsistentLength,
        RefusalKind.MaxSizeExceeded => IetfErrors.UploadTooLarge,
        RefusalKind.LengthIsSettled or RefusalKind.LengthBelowOffset => IetfErrors.InconsistentLength,
        RefusalKind.ChecksumMismatch => IetfErrors.ContentDigestMismatch,
        _ => OfOrdinary(refusal),
    };

    /// <summary>The same for an ordinary request, whose client doesn't know the draft's limits and digests.</summary>
    public static UploadError OfOrdinary(Refusal refusal) => refusal.Kind switch
    {
        RefusalKind.UploadTooSmall => IetfErrors.UploadTooSmall,
        RefusalKind.AppendTooLarge => IetfErrors.AppendTooLarge,
        RefusalKind.AppendTooSmall => IetfErrors.AppendTooSmall,
        RefusalKind.InconsistentLength => IetfErrors.InconsistentLength,
        RefusalKind.Completed => IetfErrors.CompletedUpload,
        RefusalKind.DigestMismatch => IetfErrors.ReprDigestMismatch,
        _ => TusWords.Of(refusal),
    };
}
