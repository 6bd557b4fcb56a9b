using System.Collections.Frozen;
using Holdfast.Protocol.Ietf;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Server.Resumable;

/// <summary>Selects the header fields that are stored with an upload, and restores them.</summary>
internal static class RecordedFields
{
    // Secrets don't belong on a disk. The request that completes the upload carries the client's own.
    private static readonly FrozenSet<string> Credentials =
        Set(HeaderNames.Authorization, HeaderNames.ProxyAuthorization, HeaderNames.Cookie);

    // RFC 9110, 7.6.1, and the other fields that belong to one message on one connection.
    private static readonly FrozenSet<string> OfConnection = Set(
        HeaderNames.Connection, HeaderNames.KeepAlive, HeaderNames.ProxyConnection, HeaderNames.TE, HeaderNames.Trailer,
        HeaderNames.TransferEncoding, HeaderNames.Upgrade, HeaderNames.Expect, HeaderNames.ContentLength);

    // Fields for the server itself. Content-Digest belongs to the creation's content only, which may be a part of the upload.
    private static readonly FrozenSet<string> OfDraft = Set(
        IetfHeaders.UploadOffset, IetfHeaders.UploadComplete, IetfHeaders.UploadIncomplete, IetfHeaders.UploadLength,
        IetfHeaders.InteropVersion, IetfHeaders.ContentDigest);

    /// <summary>The fields of a creation that its endpoint gets to see.</summary>
    public static Dictionary<string, IReadOnlyList<string>> OfRequest(IHeaderDictionary headers) =>
        Except(headers, name => Credentials.Contains(name) || OfConnection.Contains(name) || OfDraft.Contains(name));

    /// <summary>The fields of an answer that any client may get.</summary>
    public static Dictionary<string, IReadOnlyList<string>> OfResponse(IHeaderDictionary headers) => Except(headers, OfConnection.Contains);

    /// <summary>The fields that an endpoint sees: those of the creation, and the credentials of the request that completes it.</summary>
    public static HeaderDictionary Restore(RecordedRequest recorded, IHeaderDictionary completing, long length)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, lines) in recorded.Headers)
        {
            headers[name] = lines.ToArray();
        }

        foreach (var name in Credentials.Where(completing.ContainsKey))
        {
            headers[name] = completing[name];
        }

        headers.ContentLength = length;
        return headers;
    }

    private static Dictionary<string, IReadOnlyList<string>> Except(IHeaderDictionary headers, Func<string, bool> isLeftOut) =>
        headers.Where(field => !isLeftOut(field.Key)).ToDictionary(
            field => field.Key, IReadOnlyList<string> (field) => [.. field.Value.OfType<string>()], StringComparer.OrdinalIgnoreCase);

    private static FrozenSet<string> Set(params string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
