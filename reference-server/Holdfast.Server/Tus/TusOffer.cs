using Holdfast.Protocol.Tus;
using Holdfast.Server.Core;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Tus;

/// <summary>The extensions that this server offers: those that its store supports and its options leave on.</summary>
internal sealed class TusOffer(UploadOptions options)
{
    public bool Download => !options.DisableDownload && options.Store is IServingStore;

    public bool Termination => !options.DisableTermination && options.Store is ITerminatingStore;

    public bool Concatenation => !options.DisableConcatenation && options.Store is IConcatenatingStore;

    public bool DeferredLength => options.Store is IUpdatingStore;

    public bool Checksum => !options.DisableChecksum && options.Store is IVerifyingStore;

    public bool Expiration =>
        options.Store is IExpiringStore && options.Expiration is { Unfinished: not null } or { Finished: not null };

    /// <summary>tus 1.0.0, Tus-Extension: the offered extensions, in tusd's order, then those that tusd doesn't have.</summary>
    public string Extensions => string.Join(',', Tokens().Where(token => token.IsOffered).Select(token => token.Name));

    private IEnumerable<(string Name, bool IsOffered)> Tokens() =>
    [
        (TusProtocol.Creation, true),
        (TusProtocol.CreationWithUpload, true),
        (TusProtocol.Termination, Termination),
        (TusProtocol.Concatenation, Concatenation),
        (TusProtocol.CreationDeferLength, DeferredLength),
        (TusProtocol.ConcatenationUnfinished, Concatenation && !options.DisableUnfinishedConcatenation),
        (TusProtocol.Expiration, Expiration),
        (TusProtocol.Checksum, Checksum),
        (TusProtocol.ChecksumTrailer, Checksum),
    ];
}
