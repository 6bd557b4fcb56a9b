using Holdfast.Protocol.Ietf;
using Holdfast.Protocol.StructuredFields;
using Holdfast.Server.Stores;
using Holdfast.Server.Tus;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Server.Ietf;

/// <summary>
/// One request as the draft's front door reads it. A field whose value isn't of its type counts as missing (draft, header fields).
/// </summary>
internal sealed class IetfRequest(HttpContext context, string id, InteropVersion version)
{
    public HttpContext Context => context;

    /// <summary>The upload that the path names; empty for the creation URL.</summary>
    public string Id => id;

    public string Method => context.Request.Method;

    /// <summary>The draft that the client speaks.</summary>
    public InteropVersion Version => version;

    /// <summary>The client named no version; it is the final RFC's by assumption.</summary>
    public bool IsAssumed { get; init; }

    /// <summary>The path below which uploads are; null when that is the creation URL.</summary>
    public PathString? UploadsPath { get; init; }

    /// <summary>The request that a creation carries for an endpoint; null when the upload is for no endpoint.</summary>
    public UploadExchange? Exchange { get; init; }

    /// <summary>An ordinary transfer, which can't be resumed.</summary>
    public bool IsConventional { get; init; }

    /// <summary>The content is the upload's last.</summary>
    public bool? Completes =>
        Read(version.CompletenessField) is BareItem.Boolean said ? said.Value != version.SaysIncomplete : null;

    /// <summary>The upload's offset in bytes, as the client states it.</summary>
    public long? Offset => Number(IetfHeaders.UploadOffset);

    /// <summary>The upload's length as the client names it, on a request where its version has that field.</summary>
    public long? NamedLength =>
        version.LengthUse == UploadLengthUse.CreationAndAppend || (version.LengthUse == UploadLengthUse.Creation && id.Length == 0)
            ? Number(IetfHeaders.UploadLength)
            : null;

    /// <summary>The content's length in bytes; null when the request doesn't say.</summary>
    public long? ContentLength => context.Request.ContentLength ?? (TusRequest.CanHaveBody(context) ? null : 0);

    /// <summary>RFC 9110, 8.3.1: types compare without case, and parameters change nothing here.</summary>
    public bool HasPartialUploadType =>
        MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
        && type.MediaType.Equals(IetfProtocol.PartialUploadMediaType, StringComparison.OrdinalIgnoreCase);

    /// <summary>Fields that a retrieval or a cancellation must not have in early versions.</summary>
    public bool HasExtraFields =>
        Has(IetfHeaders.UploadOffset) || Has(version.CompletenessField)
        || (version.LengthUse != UploadLengthUse.None && Has(IetfHeaders.UploadLength));

    /// <summary>The offset at which the content of this request would end; null when its length isn't known.</summary>
    public long? EndFrom(long offset) =>
        ContentLength is { } length ? (length > long.MaxValue - offset ? long.MaxValue : offset + length) : null;

    /// <summary>Draft, Upload-Length: the length that the request says in either way; null when it says none.</summary>
    public long? LengthFrom(long offset, bool completes) => NamedLength ?? (completes ? EndFrom(offset) : null);

    /// <summary>Draft, Upload-Length: both ways of saying it agree, and the content doesn't go beyond.</summary>
    public bool IsConsistentFrom(long offset, bool completes) =>
        NamedLength is not { } named || EndFrom(offset) is not { } end || (completes ? end == named : end <= named);

    private bool Has(string header) => context.Request.Headers.ContainsKey(header);

    private BareItem? Read(string header) =>
        StructuredField.TryParseItem(context.Request.Headers[header].Joined(), out var item) ? item.Value : null;

    private long? Number(string header) => Read(header) is BareItem.Integer { Value: >= 0 } number ? number.Value : null;
}
