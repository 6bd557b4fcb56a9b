using Holdfast.Protocol.Ietf;
using Holdfast.Server.Ietf;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Resumable;

/// <summary>Decides which requests are the draft's; all others belong to the application (draft, Draft Version Identification).</summary>
internal sealed class ResumableDispatch(ResumableUploadOptions options)
{
    /// <summary>The request as one of the draft's; null when it is an ordinary one.</summary>
    public IetfRequest? Read(HttpContext context)
    {
        if (VersionOf(context) is not { } version)
        {
            return null;
        }

        if (context.Request.Path.StartsWithSegments(options.UploadsPath, out var rest) && rest.Value?.Trim('/') is { Length: > 0 } id)
        {
            return Request(context, id, version, exchange: null);
        }

        var isCreation = IetfDispatch.CanCreate(context.Request.Method)
            && Request(context, "", version, exchange: null).Completes is not null
            && options.Applies(context);
        return isCreation ? Request(context, "", version, Begin(context)) : null;
    }

    /// <summary>An OPTIONS request that is not a CORS preflight.</summary>
    public bool AsksForLimits(HttpContext context) =>
        HttpMethods.IsOptions(context.Request.Method)
        && !context.Request.Headers.ContainsKey("Access-Control-Request-Method")
        && VersionOf(context) is not null
        && options.Applies(context);

    private InteropVersion? VersionOf(HttpContext context) =>
        InteropVersions.TryParse(context.Request.Headers[IetfHeaders.InteropVersion].Joined(), out var version) ? version
        : IsFinalRfc(context) ? InteropVersions.Newest
        : null;

    private bool IsFinalRfc(HttpContext context) =>
        options.Ietf.AssumeFinalRfc && !context.Request.Headers.ContainsKey(IetfHeaders.InteropVersion);

    private IetfRequest Request(HttpContext context, string id, InteropVersion version, UploadExchange? exchange) =>
        new(context, id, version) { IsAssumed = IsFinalRfc(context), UploadsPath = options.UploadsPath, Exchange = exchange };

    private UploadExchange Begin(HttpContext context) => new()
    {
        Owner = options.Owner(context),
        Request = new RecordedRequest
        {
            Method = context.Request.Method,
            Path = context.Request.Path.Value ?? "",
            Query = context.Request.QueryString.Value ?? "",
            Headers = RecordedFields.OfRequest(context.Request.Headers),
        },
    };
}
