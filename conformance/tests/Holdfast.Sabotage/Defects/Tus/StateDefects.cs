using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Holdfast.Server.Core;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects that break a rule of tus for uploads in some states only, and keep it for a new upload.</summary>
internal static class StateDefects
{
    private const string NoStore = "Cache-Control";
    private const string Version = "Tus-Resumable";
    private const string Metadata = "Upload-Metadata";

    /// <summary>The lifetime of an upload: short enough for a case to wait for it, and long enough for the requests of a case.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<Defect> All { get; } =
    [
        // Uploads that are partly written.
        Without("HEAD", IsPartlySent, NoStore, "partial-may-be-stored", "HEAD of an upload between its chunks may be stored by caches.",
            "TUS-026", "tus/states/partial"),
        Refused("PATCH", IsPartlySent, Version, "partial-refusal-without-version",
            "The refusal of a PATCH between two chunks does not name the version.", "TUS-009", "tus/states/partial"),
        Refused("HEAD", IsPartlySent, "Tus-Version", "partial-refusal-without-list",
            "The refusal of a HEAD in an unsupported version does not list the supported ones once bytes are stored.",
            "TUS-012", "tus/states/partial"),
        Without("HEAD", IsPartlySent, "Upload-Length", "partial-length-lost", "HEAD between two chunks does not report the length.",
            "TUS-022", "tus/states/partial", "tus/core/head/length") with
        {
            MayKill = ["tus/checksum/declared-length", "tus/core/patch/content-length-huge", "tus/creation-defer-length/**",
                "tus/creation/post/at-upload-url"],
        },
        Without("PATCH", IsPartlySent, "Upload-Expires", "partial-expiry-lost", "Only the response to the first PATCH has Upload-Expires.",
            "TUS-098", "tus/states/partial") with
        {
            MayKill = ["tus/expiration/on-every-patch"],
        },
        Of("partial-wrong-sum-kept", "A body with a wrong checksum is refused but kept once bytes are stored before it.", "TUS-113",
            WrongSumKept(), "tus/states/partial") with
        {
            MayKill = ["tus/checksum/completing"],
        },
        Of("partial-empty-goes-back", "The answer to an empty PATCH says 0 whatever the offset is.", "TUS-037",
            BrokenAnswer.Of("PATCH", _ => true, (context, _) =>
        {
            if (context is { Request.ContentLength: 0, Response.StatusCode: StatusCodes.Status204NoContent })
            {
                context.Response.Headers["Upload-Offset"] = "0";
            }
        }), "tus/states/partial") with
        {
            MayKill = ["tus/core/patch/many-empty", "tus/states/complete"],
        },
        Content("HEAD", IsPartlySent, "partial-refusal-has-content",
            "The refusal of a HEAD in an unsupported version has content once bytes are stored.",
            "tus/states/partial") with
        {
            Break = BrokenAnswer.Of("HEAD", IsPartlySent,
                (context, _) => Follow(context, context.Response.StatusCode == StatusCodes.Status412PreconditionFailed)),
        },

        // Complete uploads.
        Without("HEAD", IsFinished, NoStore, "complete-may-be-stored", "HEAD of a complete upload may be stored by caches.", "TUS-026",
            "tus/states/complete") with
        {
            MayKill = ["tus/states/deferred"],
        },
        Without("HEAD", IsFinished, Version, "complete-without-version", "HEAD of a complete upload does not name the version.", "TUS-009",
            "tus/states/complete") with
        {
            MayKill = ["tus/states/deferred"],
        },
        Refused("PATCH", IsFinished, Version, "complete-refusal-without-version",
            "The refusal of a PATCH to a complete upload does not name the version.", "TUS-009", "tus/states/complete"),
        Without("HEAD", IsFinished, Metadata, "complete-metadata-lost", "HEAD of a complete upload has no metadata.", "TUS-077",
            "tus/states/complete", "tus/creation/metadata/whole-life") with
        {
            MayKill = ["tus/creation-defer-length/metadata", "tus/creation-with-upload/metadata", "tus/states/deferred"],
        },
        Of("complete-length-grows", "HEAD of a complete upload reports a length that is one more than before.", "TUS-022",
            BrokenAnswer.Of("HEAD", IsFinished, (context, upload) => context.Response.Headers["Upload-Length"] = Text(upload.Length + 1)),
            "tus/states/complete", "tus/core/head/length") with
        {
            MayKill = ["tus/checksum-trailer/forbidden-fields", "tus/checksum/declared-by-nothing", "tus/core/patch/too-long",
                "tus/creation-defer-length/**", "tus/creation/post/empty-upload", "tus/states/deferred"],
        },
        Of("complete-deferred-again", "HEAD of a complete upload says that its length is not known.", "TUS-055",
            BrokenAnswer.Of("HEAD", IsFinished, (context, _) => context.Response.Headers["Upload-Defer-Length"] = "1"),
            "tus/states/complete") with
        {
            MayKill = ["tus/creation-defer-length/**", "tus/states/deferred"],
        },
        Of("complete-goes-back", "A complete upload is at offset 0 after a refused PATCH.", "TUS-032",
            Broken.Remembering<ConcurrentDictionary<string, bool>>(refused => Broken.Exchange(async (context, next, store) =>
            {
                var (id, upload) = (BrokenAnswer.IdOf(context.Request), await StoredAsync(context, store));
                context.Response.OnStarting(() =>
                {
                    if (context.Request.Method == "PATCH" && context.Response.StatusCode == StatusCodes.Status409Conflict
                        && upload is { IsComplete: true })
                    {
                        refused[id] = true;
                    }
                    else if (context.Request.Method == "HEAD" && refused.ContainsKey(id))
                    {
                        context.Response.Headers["Upload-Offset"] = "0";
                    }

                    return Task.CompletedTask;
                });
                await next(context);
            })), "tus/states/complete", "tus/core/patch/complete-stale") with
        {
            MayKill = ["tus/resilience/lost-answer/last-append", "tus/states/part"],
        },
        Of("complete-overwritten", "A PATCH that a complete upload refuses is still written to the beginning of the file.",
            "TUS-032",
            Overwritten(upload => upload is { IsComplete: true, IsFinal: false }), "tus/states/complete") with
        {
            MayKill = ["tus/core/patch/complete-empty", "tus/core/patch/complete-stale", "tus/resilience/lost-answer/last-append",
                "tus/states/part"],
        },
        Of("complete-any-version", "HEAD and DELETE of a complete upload are carried out in any version.",
            "TUS-011", AnyVersion(IsFinished),
            "tus/states/complete"),
        Of("complete-jump-is-400", "A PATCH beyond the end of a complete upload gets 400 and not 409.", "TUS-031",
            BrokenAnswer.Of("PATCH", IsFinished, (context, upload) =>
        {
            if (context.Response.StatusCode == StatusCodes.Status409Conflict
                && context.Request.Headers["Upload-Offset"] == Text(upload.Length + 1))
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
            }
        }), "tus/states/complete"),
        Content("HEAD", IsFinished, "complete-has-content", "HEAD of a complete upload has content.", "tus/states/complete") with
        {
            MayKill = ["tus/states/deferred"],
        },
        Content("PATCH", _ => true, "completing-has-content", "The 204 to the PATCH that completes an upload has content.",
            "tus/states/complete") with
        {
            Break = Completing,
            MayKill = ["tus/core/patch/kept-connection", "tus/core/patch/two-uploads", "tus/states/part"],
        },
        Content("PATCH", _ => true, "completing-has-length", "The 204 to the PATCH that completes an upload has Content-Length: 0.",
            "tus/states/complete") with
        {
            Break = Completing,
            Rewrite = TrailingContent.ContentLength,
            MayKill = ["tus/states/part"],
        },
        // Uploads of unknown length.
        Without("HEAD", IsDeferred, NoStore, "deferred-may-be-stored", "HEAD of an upload of unknown length may be stored by caches.",
            "TUS-026", "tus/states/deferred"),
        Of("deferred-length-made-up", "HEAD of an upload of unknown length reports the offset as the length.", "TUS-071",
            BrokenAnswer.Of("HEAD", IsDeferred, (context, upload) => context.Response.Headers["Upload-Length"] = Text(upload.Offset)),
            "tus/states/deferred") with
        {
            MayKill = ["tus/checksum/declared-length", "tus/creation-defer-length/**", "tus/creation-with-upload/deferred"],
        },
        Of("declared-still-deferred", "HEAD has both Upload-Length and Upload-Defer-Length after the length was declared.", "TUS-055",
            StillDeferred(), "tus/states/deferred") with
        {
            MayKill = ["tus/creation-defer-length/**"],
        },
        Without("HEAD", upload => IsDeferred(upload) && upload.Offset > 0, Metadata, "deferred-metadata-lost",
            "An upload of unknown length loses its metadata with the first bytes.", "TUS-077", "tus/states/deferred"),
        Refused("PATCH", IsDeferred, Version, "deferred-refusal-without-version",
            "The refusal of a PATCH to an upload of unknown length does not name the version.", "TUS-009", "tus/states/deferred"),
        Content("HEAD", IsDeferred, "deferred-has-content", "HEAD of an upload of unknown length has content.", "tus/states/deferred"),

        // Partial and final uploads.
        Without("HEAD", upload => upload.IsPartial, NoStore, "part-may-be-stored", "HEAD of a partial upload may be stored by caches.",
            "TUS-026", "tus/states/part"),
        Refused("PATCH", upload => upload.IsPartial, Version, "part-refusal-without-version",
            "The refusal of a PATCH to a partial upload does not name the version.", "TUS-009", "tus/states/part"),
        Of("part-overwritten", "A PATCH that a complete partial upload refuses is still written to the beginning of the file.",
            "TUS-032",
            Overwritten(upload => upload is { IsComplete: true, IsPartial: true }), "tus/states/part"),
        Without("HEAD", IsMade, NoStore, "final-may-be-stored", "HEAD of a final upload may be stored by caches.", "TUS-026",
            "tus/states/final") with
        {
            MayKill = ["tus/states/waiting-final"],
        },
        Without("HEAD", IsMade, Metadata, "final-metadata-lost", "HEAD of a final upload has no metadata.", "TUS-077",
            "tus/states/final") with
        {
            MayKill = ["tus/concatenation/metadata", "tus/states/waiting-final"],
        },
        Refused("PATCH", IsMade, Version, "final-refusal-without-version",
            "The refusal of a PATCH to a final upload does not name the version.",
            "TUS-009", "tus/states/final"),
        Of("final-deferred", "HEAD of a final upload has both Upload-Length and Upload-Defer-Length.", "TUS-055",
            BrokenAnswer.Of("HEAD", IsMade, (context, _) => context.Response.Headers["Upload-Defer-Length"] = "1"), "tus/states/final") with
        {
            MayKill = ["tus/states/waiting-final"],
        },
        Of("final-overwritten", "A PATCH that a final upload refuses is still written to the beginning of the file.", "TUS-143",
            Overwritten(IsMade), "tus/states/final") with
        {
            MayKill = ["tus/concatenation/patch-final", "tus/concatenation/patch-final-parts"],
        },
        Content("HEAD", IsMade, "final-has-content", "HEAD of a final upload has content.", "tus/states/final") with
        {
            MayKill = ["tus/states/waiting-final"],
        },
        Of("final-any-version", "HEAD and DELETE of a final upload are carried out in any version.", "TUS-011", AnyVersion(IsMade),
            "tus/states/final"),
        Without("HEAD", upload => upload.IsWaiting, NoStore, "waiting-may-be-stored", "HEAD of a waiting final may be stored by caches.",
            "TUS-026", "tus/states/waiting-final"),
        Without("HEAD", upload => upload.IsWaiting, Metadata, "waiting-metadata-lost", "HEAD of a waiting final has no metadata.",
            "TUS-077", "tus/states/waiting-final"),
        Refused("PATCH", upload => upload.IsWaiting, Version, "waiting-refusal-without-version",
            "The refusal of a PATCH to a waiting final does not name the version.", "TUS-009", "tus/states/waiting-final"),

        // Removed uploads.
        Of("deleted-without-version", "Responses for a deleted upload do not name the version.", "TUS-009",
            Gone((context, _) => context.Response.Headers.Remove(Version)), "tus/states/terminated"),
        Of("deleted-has-an-offset", "HEAD of a deleted upload reports the offset that it had.", "TUS-024", Gone((context, offset) =>
        {
            if (context.Request.Method == "HEAD")
            {
                context.Response.Headers["Upload-Offset"] = Text(offset);
            }
        }), "tus/states/terminated"),
        Content("HEAD", _ => true, "deleted-has-content", "HEAD of a deleted upload has content.", "tus/states/terminated") with
        {
            Break = Gone((context, _) => Follow(context, context.Request.Method == "HEAD")),
        },
        Content("DELETE", IsFinished, "deletion-has-content", "The 204 to DELETE of a complete upload has content.",
            "tus/states/terminated"),
        Without("DELETE", upload => upload.IsFinal || upload.IsPartial, Version, "deletion-of-parts-without-version",
            "The 204 to DELETE of a partial or final upload does not name the version.", "TUS-009", "tus/states/terminated") with
        {
            MayKill = ["tus/states/final", "tus/states/part", "tus/states/waiting-final"],
        },
        Expired("expired-without-version", "Uploads live for three seconds; responses for one that has expired do not name the version.",
            "TUS-009", context => context.Response.Headers.Remove(Version)),
        Expired("expired-has-an-offset", "Uploads live for three seconds; HEAD of one that has expired reports an offset.", "TUS-024",
            context => context.Response.Headers["Upload-Offset"] = "3"),
        Expired("expired-has-content", "Uploads live for three seconds; HEAD of one that has expired has content.", "RFC-01",
            context => Follow(context, context.Request.Method == "HEAD")) with
        {
            Rewrite = TrailingContent.Content,
        },
    ];

    private static Break Completing => BrokenAnswer.Of("PATCH", upload => upload.Length is not null, (context, upload) =>
        Follow(context, context.Response.StatusCode == StatusCodes.Status204NoContent
            && context.Response.Headers["Upload-Offset"] == Text(upload.Length)));

    private static bool IsPartlySent(UploadInfo upload) =>
        upload is { IsComplete: false, IsFinal: false, IsPartial: false, Length: not null, Offset: > 0 };

    private static bool IsFinished(UploadInfo upload) => upload is { IsComplete: true, IsFinal: false, IsPartial: false };

    private static bool IsDeferred(UploadInfo upload) => upload is { Length: null, IsFinal: false };

    private static bool IsMade(UploadInfo upload) => upload is { IsFinal: true, IsWaiting: false };

    private static Defect Of(string name, string breaks, string violates, Break how, params IReadOnlyList<string> kills) =>
        new() { Name = $"states/{name}", Breaks = breaks, Violates = [violates], Break = how, Kills = kills };

    private static Defect Without(string method, Func<UploadInfo, bool> isMeant, string field, string name, string breaks, string violates,
        params IReadOnlyList<string> kills) =>
        Of(name, breaks, violates, BrokenAnswer.Of(method, isMeant, (context, _) => context.Response.Headers.Remove(field)), kills);

    private static Defect Refused(string method, Func<UploadInfo, bool> isMeant, string field, string name, string breaks, string violates,
        params IReadOnlyList<string> kills) =>
        Of(name, breaks, violates, BrokenAnswer.Of(method, isMeant, (context, _) =>
        {
            if (context.Response.StatusCode >= StatusCodes.Status400BadRequest)
            {
                context.Response.Headers.Remove(field);
            }
        }), kills);

    private static Defect Content(
        string method, Func<UploadInfo, bool> isMeant, string name, string breaks, params IReadOnlyList<string> kills) =>
        Of(name, breaks, "RFC-01", BrokenAnswer.Of(method, isMeant, (context, _) => TrailingContent.Mark(context)), kills) with { Rewrite =
            TrailingContent.Content };

    private static Defect Expired(string name, string breaks, string violates, Action<HttpContext> change) =>
        Of(name, breaks, violates, Broken.Both(
            Broken.Uploads(sound => sound with { Expiration = new ExpirationOptions { Unfinished = Short } }),
            Broken.Response(context =>
            {
                if (context.Response.StatusCode == StatusCodes.Status410Gone)
                {
                    change(context);
                }
            })), "tus/expiration/after-date") with
        { MayKill = ["tus/**"] };

    private static void Follow(HttpContext context, bool isMeant)
    {
        if (isMeant)
        {
            TrailingContent.Mark(context);
        }
    }

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static async Task<UploadInfo?> StoredAsync(HttpContext context, IUploadStore store) =>
        await store.GetInfoAsync(BrokenAnswer.IdOf(context.Request), CancellationToken.None);

    private static Break AnyVersion(Func<UploadInfo, bool> isMeant) => Broken.Exchange(async (context, next, store) =>
    {
        if (context.Request.Headers.ContainsKey(Version) && await StoredAsync(context, store) is { } upload && isMeant(upload))
        {
            context.Request.Headers[Version] = "1.0.0";
        }

        await next(context);
    });

    [SuppressMessage("Security", "CA3003", Justification = "A broken server for loopback; its routes have no path in them.")]
    private static Break Overwritten(Func<UploadInfo, bool> isMeant) =>
        (sound, directory) => Broken.Exchange(async (context, next, store) =>
    {
        var upload = context.Request.Method == "PATCH" ? await StoredAsync(context, store) : null;
        await next(context);
        if (upload is not null && isMeant(upload) && context.Response.StatusCode >= StatusCodes.Status400BadRequest)
        {
            await using var file = new FileStream(Path.Combine(directory, upload.Id), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            await file.WriteAsync("gone"u8.ToArray());
        }
    })(sound, directory);

    private static Break WrongSumKept() => Broken.Exchange(async (context, next, store) =>
    {
        var (sum, upload) = (context.Request.Headers["Upload-Checksum"].ToString(), await StoredAsync(context, store));
        if (upload is { Offset: > 0 } && IsPartlySent(upload) && sum == "sha1 " + Convert.ToBase64String(OtherSum()))
        {
            context.Request.Headers.Remove("Upload-Checksum");
            context.Response.OnStarting(() =>
            {
                context.Response.StatusCode = 460;
                context.Response.Headers.Remove("Upload-Offset");
                return Task.CompletedTask;
            });
        }

        await next(context);
    });

    // The checksum of other bytes that the suite sends.
    [SuppressMessage("Security", "CA5350", Justification = "tus 1.0.0, Checksum demands sha1.")]
    private static byte[] OtherSum() => System.Security.Cryptography.SHA1.HashData("other"u8);

    private static Break StillDeferred() => Broken.Remembering<ConcurrentDictionary<string, bool>>(deferred => Broken.Response(context =>
    {
        if (context.Request.Method == "POST" && context.Request.Headers.ContainsKey("Upload-Defer-Length"))
        {
            deferred[Broken.IdIn(context.Response)] = true;
        }
        else if (context.Request.Method == "HEAD" && deferred.ContainsKey(BrokenAnswer.IdOf(context.Request)))
        {
            context.Response.Headers["Upload-Defer-Length"] = "1";
        }
    }));

    // Changes answers about removed uploads; the last offset of the upload is given.
    private static Break Gone(Action<HttpContext, long> change) =>
        Broken.Remembering<ConcurrentDictionary<string, long>>(seen => Broken.Exchange(async (context, next, store) =>
    {
        var id = BrokenAnswer.IdOf(context.Request);
        if (await StoredAsync(context, store) is { } upload)
        {
            seen[id] = upload.Offset;
        }
        else if (seen.TryGetValue(id, out var offset))
        {
            context.Response.OnStarting(() =>
            {
                change(context, offset);
                return Task.CompletedTask;
            });
        }

        await next(context);
    }));
}
