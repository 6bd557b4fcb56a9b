using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Holdfast.Server.Hosting;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;
using static Holdfast.Sabotage.Http.BrokenDraft;

namespace Holdfast.Sabotage.Defects.Ietf;

/// <summary>Defects that break a rule of the draft for uploads in some states only, and keep it for a new upload.</summary>
internal static class StateDefects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        // Uploads that are partly written.
        Of("partial-may-be-stored", "A retrieval of a half-done upload may be stored by caches.", "IETF-091", "partial",
            Told("HEAD", IsHalfDone, (headers, _) => headers.Remove("Cache-Control"))),
        Of("partial-limits-lost", "A retrieval of a half-done upload does not report the limits.", "IETF-090", "partial",
            Told("HEAD", IsHalfDone, (headers, _) => headers.Remove(Limit))),
        Of("partial-length-lost", "In version 8 a half-done upload does not report its length.", "IETF-089", "partial",
            Told("HEAD", IsHalfDone, (headers, _) => headers.Remove(Length))) with
        {
            Interop = 8,
            MayKill = ["ietf/append/length", "ietf/resilience/creation-cut-length"],
        },
        Of("partial-goes-back", "A retrieval after a refused append to a half-done upload says 0.", "IETF-107", "partial",
            GoesBack(IsHalfDone)) with
        {
            MayKill = ["ietf/append/offset-ahead", "ietf/append/offset-behind", "ietf/concurrency/two-appends", "ietf/http2/two-appends"],
        },
        Of("partial-head-with-offset", "In version 6 a half-done upload answers a retrieval with Upload-Offset.", "IETF-210", "partial",
            Read("HEAD", IsHalfDone)) with { Interop = 6 },
        Of("partial-delete-with-offset", "In version 5 a half-done upload is cancelled by a DELETE with Upload-Offset.", "IETF-211",
            "partial", Read("DELETE", IsHalfDone)) with { Interop = 5 },
        Of("partial-append-has-content", "The 204 to an append to a half-done upload has content.", "IETF-230", "partial",
            Followed("PATCH", IsHalfDone)) with { Rewrite = TrailingContent.Content },
        Of("partial-has-content", "A retrieval of a half-done upload has content.", "IETF-230", "partial",
            Followed("HEAD", IsHalfDone)) with { Rewrite = TrailingContent.Content },

        // Complete uploads.
        Of("complete-may-be-stored", "A retrieval of a complete upload may be stored by caches.", "IETF-091", "complete",
            Told("HEAD", IsFinished, (headers, _) => headers.Remove("Cache-Control"))),
        Of("complete-limits-lost", "A retrieval of a complete upload does not report the limits.", "IETF-090", "complete",
            Told("HEAD", IsFinished, (headers, _) => headers.Remove(Limit))),
        Of("complete-limits-change", "In version 7 a complete upload has a larger max-append-size.", "IETF-222", "complete",
            Told("HEAD", IsFinished, (headers, _) =>
            headers[Limit] = headers[Limit].ToString()
                .Replace("max-append-size=1", "max-append-size=2", StringComparison.Ordinal))) with { Interop = 7 },
        Of("complete-length-lost", "In version 9 a complete upload does not report its length.", "IETF-089", "complete",
            Told("HEAD", IsFinished, (headers, _) => headers.Remove(Length))) with { Interop = 9 },
        Of("complete-length-grows", "The length of a complete upload is one more than before.", "IETF-026", "complete",
            Told("HEAD", IsFinished, (headers, upload) =>
            headers[Length] = (upload.Offset + 1).ToString(CultureInfo.InvariantCulture))),
        Of("complete-goes-back", "The offset of a complete upload is one byte less than before.", "IETF-005", "complete",
            Told("HEAD", IsFinished, (headers, upload) =>
            headers[Offset] = (upload.Offset - 1).ToString(CultureInfo.InvariantCulture))) with
        {
            MayKill = ["ietf/append/after-completion"],
        },
        Of("complete-not-told", "In version 8 a complete upload does not report that it is complete.", "IETF-088", "complete",
            Told("HEAD", IsFinished, (headers, _) => headers.Remove(Complete))) with
        {
            Interop = 8,
            MayKill = ["ietf/retrieval/completeness"],
        },
        Of("complete-overwritten", "In version 7 an append that a complete upload refuses is still written to its beginning.",
            "IETF-225", "complete", Overwritten) with { Interop = 7 },
        Of("complete-taken-again", "In version 6 one more last append to a complete upload is answered with 201.", "IETF-225", "complete",
            Instead("PATCH", (upload, request) => upload is { IsComplete: true } && Completes(request) && request.ContentLength > 0,
                StatusCodes.Status201Created)) with { Interop = 6 },
        Of("complete-has-content", "A retrieval of a complete upload has content.", "IETF-230", "complete",
            Followed("HEAD", IsFinished)) with { Rewrite = TrailingContent.Content },

        // Removed uploads.
        Of("deletion-has-content", "The 204 to the cancellation of a complete upload has content.", "IETF-230", "cancelled",
            Followed("DELETE", IsFinished)) with { Rewrite = TrailingContent.Content },
        Of("deletion-is-200", "In version 7 the cancellation of a complete upload is answered with 200.", "IETF-213", "cancelled",
            About("DELETE", IsFinished, (context, _) => context.Response.StatusCode = StatusCodes.Status200OK)) with { Interop = 7 },
        Of("cancelled-is-410", "In version 6 a complete upload that was cancelled is answered with 410.", "IETF-212", "cancelled",
            Gone(IsFinished, context =>
            context.Response.StatusCode = StatusCodes.Status410Gone)) with { Interop = 6 },
        Of("cancelled-has-an-offset", "In version 5 a cancelled upload that was complete still reports an offset.", "IETF-212",
            "cancelled", Gone(IsFinished, context =>
            context.Response.Headers[Offset] = "4")) with { Interop = 5 },
        Of("cancelled-has-content", "A retrieval of an upload that was complete and cancelled has content.", "IETF-230", "cancelled",
            Gone(IsFinished, context =>
        {
            if (context.Request.Method == "HEAD")
            {
                TrailingContent.Mark(context);
            }
        })) with { Rewrite = TrailingContent.Content },
    ];

    private static bool IsHalfDone(UploadInfo upload) => upload is { IsComplete: false, Offset: > 0 };

    private static bool IsFinished(UploadInfo upload) => upload.IsComplete;

    private static Defect Of(string name, string breaks, string violates, string state, Break how) =>
        Defect($"states/{name}", breaks, how, $"states/{state}") with { Violates = [violates] };

    private static Break About(string method, Func<UploadInfo, bool> isMeant, Action<HttpContext, UploadInfo> change) =>
        Before(method, (context, upload, _) =>
    {
        if (isMeant(upload))
        {
            context.Response.OnStarting(() =>
            {
                change(context, upload);
                return Task.CompletedTask;
            });
        }

        return Task.CompletedTask;
    });

    // Changes the fields of a successful answer.
    private static Break Told(string method, Func<UploadInfo, bool> isMeant, Action<IHeaderDictionary, UploadInfo> change) =>
        About(method, isMeant, (context, upload) =>
    {
        if (context.Response.StatusCode < StatusCodes.Status300MultipleChoices)
        {
            change(context.Response.Headers, upload);
        }
    });

    private static Break Followed(string method, Func<UploadInfo, bool> isMeant) => About(method, isMeant, (context, _) =>
    {
        if (method == "HEAD" || context.Response.StatusCode == StatusCodes.Status204NoContent)
        {
            TrailingContent.Mark(context);
        }
    });

    // Ignores the offset in a request that must not have one.
    private static Break Read(string method, Func<UploadInfo, bool> isMeant) => Before(method, (context, upload, _) =>
    {
        if (isMeant(upload))
        {
            context.Request.Headers.Remove(Offset);
        }

        return Task.CompletedTask;
    });

    private static Break GoesBack(Func<UploadInfo, bool> isMeant) =>
        Broken.Remembering<ConcurrentDictionary<string, bool>>(refused => Broken.Both(
        About("PATCH", isMeant, (context, upload) =>
        {
            if (context.Response.StatusCode == StatusCodes.Status409Conflict)
            {
                refused[upload.Id] = true;
            }
        }),
        Told("HEAD", upload => refused.ContainsKey(upload.Id), (headers, _) => headers[Offset] = "0")));

    [SuppressMessage("Security", "CA3003", Justification = "A broken server for loopback; its routes have no path in them.")]
    private static UploadServerOptions Overwritten(UploadServerOptions sound, string directory) =>
        Broken.Exchange(async (context, next, store) =>
    {
        var upload = context.Request.Method == "PATCH" ? await store.GetInfoAsync(Broken.IdOf(context), CancellationToken.None) : null;
        await next(context);
        if (upload is { IsComplete: true } && context.Response.StatusCode >= StatusCodes.Status400BadRequest)
        {
            await using var file = new FileStream(Path.Combine(directory, upload.Id), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            await file.WriteAsync("gone"u8.ToArray());
        }
    })(sound, directory);

    // Changes answers about removed uploads.
    private static Break Gone(Func<UploadInfo, bool> isMeant, Action<HttpContext> change) =>
        Broken.Remembering<ConcurrentDictionary<string, bool>>(seen => Broken.Exchange(async (context, next, store) =>
    {
        var id = Broken.IdOf(context);
        var upload = id.Length > 0 ? await store.GetInfoAsync(id, CancellationToken.None) : null;
        if (upload is not null)
        {
            seen[id] = isMeant(upload);
        }
        else if (seen.GetValueOrDefault(id))
        {
            context.Response.OnStarting(() =>
            {
                change(context);
                return Task.CompletedTask;
            });
        }

        await next(context);
    }));
}
