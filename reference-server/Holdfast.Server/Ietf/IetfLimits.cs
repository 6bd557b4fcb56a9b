using Holdfast.Protocol;
using Holdfast.Protocol.Ietf;
using Holdfast.Server.Core;
using Holdfast.Server.Refusals;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Ietf;

/// <summary>Draft, Upload-Limit: announces the limits and refuses requests beyond them.</summary>
internal sealed class IetfLimits(UploadCore core, UploadOptions options, IetfOptions ietf)
{
    // Every limit is an integer of a structured field, which ends there.
    private readonly long _maxSize = Math.Min(options.MaxLength, IetfProtocol.MaxLength);
    private readonly long _maxAppend = StoreLimits.Stricter(ietf.MaxAppendSize, options.Store.Limits.MaxAppendSize);
    private readonly long _minAppend = Math.Max(ietf.MinAppendSize, options.Store.Limits.MinAppendSize);

    /// <summary>The value of the field: for one upload, or for any when <paramref name="upload"/> is null. It is never empty.</summary>
    public string Field(InteropVersion version, UploadInfo? upload) =>
        string.Join(", ", Members(version, upload).Where(member => member.Value is not null)
            .Select(member => $"{member.Key}={WireNumber.Format(member.Value!.Value)}"));

    /// <summary>The most bytes that the content of this request may have.</summary>
    public long MaxContentOf(IetfRequest request) => Binds(request) ? _maxAppend : long.MaxValue;

    /// <summary>The fewest bytes that the content of this request may have, if it isn't the last.</summary>
    public long MinContentOf(IetfRequest request) => Binds(request) ? _minAppend : 0;

    /// <summary>Why a request is refused by its header section; null when it isn't.</summary>
    /// <param name="request">The request.</param>
    /// <param name="length">The length that it gives the upload; null when it gives none.</param>
    /// <param name="completes">Its content is the last: then it may be small.</param>
    public Refusal? RefusalOf(IetfRequest request, long? length, bool completes) =>
        length > _maxSize || request.ContentLength > _maxSize ? RefusalKind.MaxSizeExceeded
        : length is not null && RefusalOfWhole(length.Value) is { } error ? error
        : request.ContentLength > MaxContentOf(request) ? RefusalKind.AppendTooLarge
        : !completes && IsTooSmall(request) ? RefusalKind.AppendTooSmall
        : null;

    /// <summary>Why an upload of this length is refused; null when it isn't.</summary>
    public Refusal? RefusalOfWhole(long length) => length < ietf.MinSize ? RefusalKind.UploadTooSmall : null;

    // A creation without content only asks for the upload's URL.
    private bool IsTooSmall(IetfRequest request) =>
        request.ContentLength < MinContentOf(request) && (request.Id.Length > 0 || request.ContentLength > 0);

    private static bool Binds(IetfRequest request) => request.Id.Length > 0 || request.Version.LimitsContentOfCreation;

    private IEnumerable<KeyValuePair<string, long?>> Members(InteropVersion version, UploadInfo? upload) =>
    [
        new(UploadLimitKeys.MaxSize, options.HasMaxLength ? _maxSize : null),
        new(UploadLimitKeys.MinSize, ietf.MinSize),
        new(UploadLimitKeys.MaxAppendSize, _maxAppend < long.MaxValue ? _maxAppend : null),
        new(UploadLimitKeys.MinAppendSize, _minAppend > 0 ? _minAppend : null),
        new(version.LifetimeKey ?? UploadLimitKeys.MaxAge, SecondsLeft(upload)),
    ];

    // Rounded down, and never negative however the clock jumps.
    private long? SecondsLeft(UploadInfo? upload)
    {
        var left = upload is null ? options.Expiration?.Unfinished : core.ExpiryOf(upload) - options.TimeProvider.GetUtcNow();
        return left is { } time ? Math.Max(0, (long)time.TotalSeconds) : null;
    }
}
