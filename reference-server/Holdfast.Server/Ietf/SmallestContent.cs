using System.IO.Pipelines;
using Holdfast.Server.Bodies;
using Holdfast.Server.Core;
using Holdfast.Server.Refusals;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Ietf;

/// <summary>
/// <c>min-append-size</c> for content of unknown length (draft, Upload-Limit): it is stored separately until its end, so that nothing
/// remains after a refusal. Content that is cut is not judged as too small; it is kept as usual.
/// </summary>
internal sealed class SmallestContent(long least, bool mayBeEmpty) : IBodyVerification
{
    private long _size;

    /// <inheritdoc/>
    public Refusal? Error { get; private set; }

    /// <summary>Begins to count; null when the content may be of any size, or the header section has its length.</summary>
    public static SmallestContent? Begin(IetfRequest request, IetfLimits limits, bool completes, UploadOptions options) =>
        !completes && request.ContentLength is null && limits.MinContentOf(request) is var least and > 0 && options.Store is IVerifyingStore
            ? new SmallestContent(least, mayBeEmpty: request.Id.Length == 0)
            : null;

    /// <inheritdoc/>
    public PipeReader Watch(PipeReader body) => new ObservedReader(body, bytes => _size += bytes.Length);

    /// <inheritdoc/>
    public bool Accepts(ArrivingBody body)
    {
        Error = body.Cut is not null || _size >= least || (_size == 0 && mayBeEmpty) ? null : RefusalKind.AppendTooSmall;
        return Error is null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
