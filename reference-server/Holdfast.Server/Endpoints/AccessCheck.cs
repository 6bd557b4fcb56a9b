using Holdfast.Server.Core;
using Holdfast.Server.Tus;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Endpoints;

/// <summary>Asks the observer whether a request may go on, before anything is done for it.</summary>
internal sealed class AccessCheck(UploadCore core, UploadOptions options)
{
    /// <summary>The check; null when no observer wants to be asked.</summary>
    public static AccessCheck? Of(UploadCore core, UploadOptions options) =>
        options.Observer?.ChecksAccess == true ? new AccessCheck(core, options) : null;

    // OPTIONS says nothing about uploads, and a browser's preflight carries no credentials (Fetch, CORS-preflight fetch).
    /// <summary>The rejection of a request; null when it may go on.</summary>
    public async ValueTask<Decision?> RejectionOfAsync(HttpContext context, string id) =>
        !HttpMethods.IsOptions(context.Request.Method)
        && await core.AdmitAsync(id, HttpRequestFacts.Of(context, options)!) is { IsRejected: true } decision ? decision : null;
}
