using Holdfast.Protocol.Ietf;
using Holdfast.Protocol.Tus;
using Holdfast.Server.Core;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Ietf;

/// <summary>
/// Decides which requests at the common URLs are the draft's. <see cref="InteropVersions"/> has the differences of the versions.
/// <list type="number">
/// <item>OPTIONS is one answer for both protocols.</item>
/// <item>A known <c>Upload-Draft-Interop-Version</c> makes it the draft's, also beside <c>Tus-Resumable</c>, as in tusd.</item>
/// <item>Any other request with <c>Tus-Resumable</c> is tus.</item>
/// <item>Without a version field it may be the final RFC's, if the server is told so.</item>
/// <item>A remaining request at the creation URL that has a completeness field is an ordinary transfer (draft, Draft Version
/// Identification).</item>
/// <item>Everything else is tus, downloads too; GET is the draft's only in versions where it retrieves the offset.</item>
/// </list>
/// </summary>
internal sealed class IetfDispatch(UploadCore core, IetfOptions options)
{
    /// <summary>The request as one of the draft's; null when it is tus.</summary>
    public async ValueTask<IetfRequest?> ReadAsync(HttpContext context, string id)
    {
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            return null;
        }

        var headers = context.Request.Headers;
        if (InteropVersions.TryParse(headers[IetfHeaders.InteropVersion].Joined(), out var version))
        {
            return OfVersion(context, id, version);
        }

        var isOrdinary = id.Length == 0 && SpeaksOfCompleteness(headers) && CanCreate(context.Request.Method);
        return headers.ContainsKey(TusHeaders.Resumable) ? null
            : options.AssumeFinalRfc && !headers.ContainsKey(IetfHeaders.InteropVersion) ? await OfFinalRfcAsync(context, id, isOrdinary)
            : isOrdinary ? Ordinary(context, id)
            : null;
    }

    /// <summary>Draft, Upload Creation: any method that has content.</summary>
    public static bool CanCreate(string method) => method is "POST" or "PUT" or "PATCH";

    private static IetfRequest? OfVersion(HttpContext context, string id, InteropVersion version)
    {
        if (HttpMethods.IsGet(context.Request.Method) && (id.Length == 0 || !version.RetrievesByGet))
        {
            return null;
        }

        var request = new IetfRequest(context, id, version);
        return id.Length > 0 || request.Completes is not null ? request : Ordinary(context, id);
    }

    // A finished upload is there for everybody to download.
    private async Task<IetfRequest?> OfFinalRfcAsync(HttpContext context, string id, bool isOrdinary)
    {
        var request = new IetfRequest(context, id, InteropVersions.Newest) { IsAssumed = true };
        return id.Length == 0
            ? request.Completes is not null && CanCreate(request.Method) ? request : isOrdinary ? Ordinary(context, id) : null
            : !HttpMethods.IsGet(request.Method) || await IsUnfinishedAsync(id) ? request
            : null;
    }

    private async Task<bool> IsUnfinishedAsync(string id) =>
        (await core.SeeAsync(id)).Upload is { IsFinished: false, Completion: not UploadCompletion.ByLength };

    private static IetfRequest Ordinary(HttpContext context, string id) =>
        new(context, id, InteropVersions.Newest) { IsConventional = true };

    private static bool SpeaksOfCompleteness(IHeaderDictionary headers) =>
        headers.ContainsKey(IetfHeaders.UploadComplete) || headers.ContainsKey(IetfHeaders.UploadIncomplete);
}
