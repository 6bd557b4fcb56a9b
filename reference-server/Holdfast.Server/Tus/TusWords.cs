using System.Diagnostics;
using Holdfast.Protocol.Tus;
using Holdfast.Server.Refusals;

namespace Holdfast.Server.Tus;

/// <summary>The core's refusals in the words of tus.</summary>
internal static class TusWords
{
    public static UploadError Of(Refusal refusal)
    {
        var error = refusal.Kind switch
        {
            RefusalKind.NotFound => UploadErrors.NotFound,
            RefusalKind.Expired => UploadErrors.Expired,
            RefusalKind.Locked => UploadErrors.Locked,
            RefusalKind.LockLost => UploadErrors.LockLost,
            RefusalKind.Interrupted => UploadErrors.Interrupted,
            RefusalKind.ServerShutdown => UploadErrors.ServerShutdown,
            RefusalKind.TooManyUploads => UploadErrors.TooManyUploads,
            RefusalKind.UnexpectedEof => UploadErrors.UnexpectedEof,
            RefusalKind.ConnectionReset => UploadErrors.ConnectionReset,
            RefusalKind.ReadTimeout => UploadErrors.ReadTimeout,
            RefusalKind.TooSlow => UploadErrors.TooSlow,
            RefusalKind.MismatchedOffset => UploadErrors.MismatchedOffset,
            RefusalKind.SizeExceeded => UploadErrors.SizeExceeded,
            RefusalKind.MaxSizeExceeded => UploadErrors.MaxSizeExceeded,
            RefusalKind.LengthIsSettled => UploadErrors.LengthIsSettled,
            RefusalKind.LengthBelowOffset => UploadErrors.LengthBelowOffset,
            RefusalKind.ModifyFinal => UploadErrors.ModifyFinal,
            RefusalKind.DeferLengthUnsupported => UploadErrors.DeferLengthUnsupported,
            RefusalKind.TerminationUnsupported => UploadErrors.TerminationUnsupported,
            RefusalKind.Unfinished => UploadErrors.Unfinished,
            RefusalKind.Rejected => UploadErrors.Rejected,
            RefusalKind.TerminationRejected => UploadErrors.TerminationRejected,
            RefusalKind.Stopped => UploadErrors.Stopped,
            RefusalKind.Internal => UploadErrors.Internal,
            _ => OfExtension(refusal),
        };
        return refusal.KeepsNothing ? ChecksumErrors.Dropped(error) : error;
    }

    private static UploadError OfExtension(Refusal refusal) => refusal.Kind switch
    {
        RefusalKind.ConcatenationUnsupported => UploadErrors.ConcatenationUnsupported,
        RefusalKind.TooManyParts => ConcatenationErrors.TooManyParts((int)refusal.Count, (int)refusal.Limit),
        RefusalKind.TooMuchRepeated => ConcatenationErrors.TooMuchRepeated(refusal.Limit),
        RefusalKind.UnknownPart => ConcatenationErrors.UnknownPart(refusal.Subject),
        RefusalKind.NotPartial => ConcatenationErrors.NotPartial(refusal.Subject),
        RefusalKind.PartUnfinished => ConcatenationErrors.NotFinished,
        RefusalKind.PartGone => ConcatenationErrors.PartGone,
        RefusalKind.WaitsForParts => ConcatenationErrors.Incomplete,
        RefusalKind.ChecksumMismatch => ChecksumErrors.Mismatch,
        RefusalKind.ChecksumMissing => ChecksumErrors.MissingTrailer,
        RefusalKind.ChecksumUnannounced => ChecksumErrors.UnannouncedTrailer,
        RefusalKind.ChecksumAmbiguous => ChecksumErrors.Ambiguous,
        RefusalKind.ChecksumMalformed => ChecksumErrors.Malformed(refusal.Subject),
        RefusalKind.ChecksumAlgorithmUnknown => ChecksumErrors.UnknownAlgorithm(refusal.Subject),
        _ => throw new UnreachableException($"tus has no words for '{refusal.Kind}': no request of tus is refused like that."),
    };
}
