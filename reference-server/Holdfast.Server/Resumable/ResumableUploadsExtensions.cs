using Holdfast.Server.Endpoints;
using Holdfast.Server.Interim;
using Holdfast.Server.Transport;
using Microsoft.AspNetCore.Builder;

namespace Holdfast.Server.Resumable;

/// <summary>Resumable uploads for an application's own endpoints.</summary>
public static class ResumableUploadsExtensions
{
    /// <summary>
    /// Makes every endpoint resumable by the IETF draft, without a change to it: it runs once, when its request's content is complete, and
    /// sees one ordinary request. A request without the draft's fields passes untouched. It adds routing after itself: what depends on the
    /// endpoint, such as authorization, comes after it; authentication and CORS come before it.
    /// </summary>
    /// <exception cref="ArgumentException">The path for uploads is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, or a time isn't positive.</exception>
    /// <remarks>
    /// <see cref="InterimResponsesExtensions.UseInterimResponses"/> sends clients an upload's URL before their content; without it, they
    /// have to create the upload with an empty request first. <see cref="KeepArrivedBytesExtensions.KeepArrivedBytes"/> keeps what arrived
    /// before a reset.
    /// </remarks>
    public static IApplicationBuilder UseResumableUploads(this IApplicationBuilder app, ResumableUploadOptions options)
    {
        if (options.UploadsPath.Value is not { Length: > 1 })
        {
            throw new ArgumentException(
                $"The path for uploads is '{options.UploadsPath}', one like '/uploads' was expected.", nameof(options));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxKeptResponse);
        var uploads = options.ForCore();
        var (core, log, admission, writer) = UploadMounting.Mount(app.ApplicationServices, uploads);
        app.Use(next => new ResumableFrontDoor(next, core, uploads, options, log, admission, writer).AnswerAsync);
        return app.UseRouting();
    }
}
