using Holdfast.Protocol;
using Holdfast.Protocol.Tus;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Holdfast.Server.Tus;

/// <summary>One request as the tus front door reads it.</summary>
internal sealed class TusRequest(HttpContext context, string method, string id)
{
    public HttpContext Context => context;

    /// <summary>The method that counts, after any override.</summary>
    public string Method => method;

    /// <summary>The upload that the path names; empty for the creation URL.</summary>
    public string Id => id;

    /// <summary>The bytes that the request says it carries; null when it doesn't say.</summary>
    public long? ContentLength => context.Request.ContentLength;

    /// <summary>The request has a body, or may have one.</summary>
    public bool HasBody => ContentLength is null ? CanHaveBody(context) : ContentLength > 0;

    /// <summary>Media types compare without case (RFC 9110, 8.3.1); a parameter would make it another one than tus names.</summary>
    public bool HasOffsetMediaType => string.Equals(Text("Content-Type"), TusProtocol.OffsetMediaType, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// tus 1.0.0, X-HTTP-Method-Override: it is the method, and the real one is ignored. Methods are case-sensitive (RFC 9110, 9.1). A
    /// browser's preflight is not overridden, or another site could turn it into a request that needs a preflight.
    /// </summary>
    public static string EffectiveMethod(HttpRequest request)
    {
        var named = request.Headers[TusHeaders.MethodOverride].ToString();
        return named.Length == 0 || HttpMethods.IsOptions(request.Method) ? request.Method : named;
    }

    /// <summary>False when the request says that no body comes.</summary>
    public static bool CanHaveBody(HttpContext context) => context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;

    /// <summary>The header is there and says something: clients that always send an optional one leave it empty, as tusd knows.</summary>
    public bool Has(string header) => Text(header).Length > 0;

    /// <summary>Everything under one name, as one text; lines are joined by a comma (RFC 9110, 5.3).</summary>
    public string Text(string header) => context.Request.Headers[header].ToString();

    /// <summary>Reads a number that is there exactly once.</summary>
    public bool TryGetNumber(string header, out long number)
    {
        number = 0;
        var lines = Lines(header);
        return lines.Count == 1 && WireNumber.TryParse(lines[0], out number);
    }

    /// <summary>The number under a name; null when it isn't there exactly once as a number.</summary>
    public long? Number(string header) => TryGetNumber(header, out var number) ? number : null;

    /// <summary>The creation's Upload-Concat; null when it is missing or malformed.</summary>
    public UploadConcat? Concat => UploadConcat.TryParse(Text(TusHeaders.UploadConcat), out var concat) ? concat : null;

    /// <summary>Reads the metadata, which is optional but then one valid line; null when no pair is in it.</summary>
    public bool TryGetMetadata(out UploadMetadata? metadata)
    {
        metadata = null;
        var lines = Lines(TusHeaders.UploadMetadata);
        var isValid = lines.Count == 0 || (lines.Count == 1 && UploadMetadata.TryParse(lines[0] ?? "", out metadata));
        metadata = metadata is { Pairs.Count: > 0 } ? metadata : null;
        return isValid;
    }

    // An empty line says nothing, as a header that is empty altogether.
    private StringValues Lines(string header)
    {
        var lines = context.Request.Headers[header];
        return lines.Count <= 1 ? (Has(header) ? lines : default) : lines.Where(line => !string.IsNullOrEmpty(line)).ToArray();
    }
}
