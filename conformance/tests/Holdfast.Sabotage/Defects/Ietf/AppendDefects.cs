using System.Globalization;
using System.IO.Pipelines;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;
using static Holdfast.Sabotage.Http.BrokenDraft;

namespace Holdfast.Sabotage.Defects.Ietf;

/// <summary>Defects in the appends of the draft.</summary>
internal static class AppendDefects
{
    // The cases that resume an upload with stored bytes and compare the file at the end.
    private static readonly string[] Resuming = ["ietf/resilience/**", "ietf/concurrency/**"];

    public static IReadOnlyList<Defect> All { get; } =
    [
        Defect("append/octet-before-overwritten", "The first byte of an append overwrites the last byte of the one before.",
            Broken.Store((sound, directory) => new OverwritesBefore(sound, directory)), "append/appends", "resilience/cut/in-body/fin",
            "resilience/cut/in-body/reset", "resilience/cut/crumbs", "resilience/creation-cut") with
            {
                MayKill = [.. Resuming, "ietf/http2/cancelled"],
            },
        Defect("append/completes-at-the-length", "An append that reaches the length completes the upload, whatever it says.",
            Before("PATCH", (context, upload, _) =>
        {
            if (upload.Length is { } length && upload.Offset + context.Request.ContentLength == length
                && context.Request.Headers.ContainsKey(Complete))
            {
                context.Request.Headers[Complete] = "?1";
            }

            return Task.CompletedTask;
        }), "append/length-is-not-the-end"),
        Defect("append/completion-forgotten", "The server does not store that an upload is complete.",
            Broken.Store((sound, directory) => new ForgetsCompletion(sound, directory)),
            "creation/whole", "creation/empty-whole", "append/completes", "append/completeness-parameters", "append/length-is-not-the-end",
            "retrieval/completeness", "resilience/lost-answer/last-append", "concurrency/two-last-appends") with
        {
            MayKill = ["ietf/states/complete", "ietf/append/after-completion", "ietf/concurrency/**", "ietf/append/empty-file",
                "ietf/creation/zero-length", "ietf/mixed/another-version"],
        },
        Defect("append/parameters-not-read", "Upload-Complete is compared with '?1' as a whole.",
            Field("PATCH", Complete, value => value is "?1" or "?0" ? value : null), "append/completeness-parameters"),
        Defect("append/parameters-are-false", "In version 4 an Upload-Complete that is not '?1' as a whole is false.",
            Field("PATCH", Complete, value => value == "?1" ? "?1" : "?0"),
            "append/completeness-parameters") with { Interop = 4 },
        Defect("append/completeness-of-other-types", "On an append, the values 1 and true of Upload-Complete also count as ?1.",
            Field("PATCH", Complete, value => value is "1" or "true" ? "?1" : value), "append/void-completeness"),
        Defect("append/first-of-list", "On an append, the first of several Upload-Complete values counts.",
            Field("PATCH", Complete, value => value.Split(',')[0]), "append/void-completeness"),
        Defect("append/void-completeness-ends", "An Upload-Complete that cannot be read counts as '?1'.",
            Field("PATCH", Complete, value => value.StartsWith("?0", StringComparison.Ordinal) ? value : "?1"), "append/void-completeness"),
        Defect("append/empty-refused", "An append without content is refused with 400 unless it is the last.",
            Instead("PATCH", (_, request) => request.ContentLength is 0 && !Completes(request), StatusCodes.Status400BadRequest),
            "append/empty") with
            {
                MayKill = ["ietf/append/empty-again-and-again"],
            },
        Defect("append/empty-moves-the-offset", "An append without content stores a line end.",
            BrokenBody.Whole(request => request is { Method: "PATCH", ContentLength: 0 } && !Completes(request)
                && !request.Headers.ContainsKey(Length), (_, _) => [(byte)'\n']), "append/empty") with
            {
                MayKill = ["ietf/states/partial", "ietf/append/empty-again-and-again", "ietf/creation/other-methods"],
            },
        Defect("append/empty-last-refused", "A last append without content is refused with 400.",
            Instead("PATCH", (_, request) => request.ContentLength is 0 && Completes(request), StatusCodes.Status400BadRequest),
            "append/length-is-not-the-end") with
            {
                MayKill = ["ietf/append/empty-file", "ietf/creation/zero-length"],
            },
        Defect("append/complete-is-reopened", "An append to a complete upload is accepted.",
            Before("PATCH", (context, upload, store) =>
                upload.IsComplete && context.Request.Headers[Offset] == upload.Offset.ToString(CultureInfo.InvariantCulture)
                ? DescribeAsync(store, upload with { Length = null, Completion = UploadCompletion.Awaited }).AsTask()
                : Task.CompletedTask), "append/after-completion") with { MayKill = ["ietf/states/complete"] },
        Defect("append/complete-crashes", "An append to a complete upload ends in 500.",
            Instead("PATCH", (upload, _) => upload is { IsComplete: true }, StatusCodes.Status500InternalServerError),
            "append/after-completion", "resilience/lost-answer/last-append") with { MayKill = ["ietf/concurrency/two-last-appends"] },
        Defect("append/complete-acknowledged-in-old", "In version 6 an append to a complete upload is acknowledged and thrown away.",
            Instead("PATCH", (upload, _) => upload is { IsComplete: true }, StatusCodes.Status201Created), "append/after-completion") with
            {
                Interop = 6, MayKill = ["ietf/states/complete"],
            },
        Defect("append/unknown-acknowledged", "An append to an unknown upload is acknowledged and thrown away.",
            Instead("PATCH", (upload, _) => upload is null, StatusCodes.Status204NoContent), "append/cancelled") with
        {
            MayKill = ["ietf/append/overshoot*", "ietf/http2/overshoot"],
        },
        Defect("append/unknown-is-410", "In version 4 an append to an unknown upload is answered with 410.",
            Status("PATCH", 404, 410), "append/cancelled") with { Interop = 4 },
        Defect("append/media-type-unchecked", "An append of any media type is accepted, as in version 5.", Broken.Request(request =>
        {
            if (request.Method == "PATCH")
            {
                request.ContentType = "application/partial-upload";
            }
        }), "append/media-type-other") with { MayKill = ["ietf/append/refusals-are-incomplete"] },
        Defect("append/media-type-of-tus", "An append with the media type of tus is accepted.",
            Field("PATCH", "Content-Type", value => value == "application/offset+octet-stream" ? "application/partial-upload" : value),
            "append/media-type-other"),
        Defect("append/media-type-as-text", "The media type is compared as text, with its letter case and parameters.",
            Field("PATCH", "Content-Type", value => value == "application/partial-upload" ? value : "text/plain"),
            "append/media-type-spelling"),
        Defect("append/media-type-too-early", "In version 5 an append without a media type is refused, as in version 6.",
            Instead("PATCH", (_, request) => request.ContentType is null, StatusCodes.Status415UnsupportedMediaType),
            "append/any-media-type") with { Interop = 5 },
    ];

    private sealed class OverwritesBefore(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
    {
        public override async ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
        {
            var stored = await base.AppendAsync(upload, body, scope);
            if (upload.Offset > 0 && stored.Offset > upload.Offset)
            {
                using var file =
                    File.OpenHandle(DataFileOf(upload.Id), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
                RandomAccess.Write(file, "\n"u8, upload.Offset - 1);
            }

            return stored;
        }
    }

    private sealed class ForgetsCompletion(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
    {
        public override ValueTask<UploadInfo> UpdateAsync(UploadInfo upload, WriteScope scope) =>
            base.UpdateAsync(upload.Completion == UploadCompletion.Declared ? upload with
            {
                Completion = UploadCompletion.Awaited,
            } : upload, scope);
    }
}
