using System.Collections.Concurrent;
using Holdfast.Server.Hosting;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in the answers about partial and final uploads.</summary>
internal static class ConcatenationAnswerDefects
{
    private static readonly string[] Finals =
        ["tus/concatenation/**", "tus/concatenation-unfinished/**", "tus/termination/partial", "tus/termination/final",
            "tus/termination/waiting-final"];

    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "concatenation/final-conflicts",
            Breaks = "A PATCH to a final at another offset than its end gets 409 instead of 403.",
            Kills = ["tus/concatenation/patch-final", "tus/concatenation/patch-final-wrong-offset", "tus/concatenation/patch-final-parts"],
            Break = BrokenAnswer.Instead("PATCH", (upload, request) =>
                upload is { IsFinal: true } && request.Headers["Upload-Offset"] != $"{upload.Offset}", StatusCodes.Status409Conflict),
        },
        new()
        {
            Name = "concatenation/empty-patch-to-final",
            Breaks = "An empty PATCH to a final succeeds.",
            Kills = ["tus/concatenation/patch-final", "tus/concatenation-unfinished/patch"],
            Break = BrokenAnswer.Instead(
                "PATCH", (upload, request) => upload is { IsFinal: true } && request.ContentLength == 0, StatusCodes.Status204NoContent),
        },
        new()
        {
            Name = "concatenation/metadata-inherited",
            Breaks = "A final shows the metadata of its first part.",
            Kills = ["tus/concatenation/metadata", "tus/concatenation/no-metadata"],
            Break = MetadataInherited,
        },
        new()
        {
            Name = "concatenation/final-not-echoed",
            Breaks = "HEAD of a final has no Upload-Concat.",
            Kills = ["tus/concatenation/final", "tus/concatenation/echo", "tus/concatenation-unfinished/echo"],
            Break = BrokenAnswer.Of("HEAD", upload => upload.IsFinal, (context, _) => context.Response.Headers.Remove("Upload-Concat")),
        },
        new()
        {
            Name = "concatenation/echo-reversed",
            Breaks = "HEAD of a final lists its parts in reverse order.",
            Kills = ["tus/concatenation/final", "tus/concatenation/echo", "tus/concatenation-unfinished/echo"],
            Break = BrokenAnswer.Of("HEAD", upload => upload.IsFinal, (context, _) =>
            {
                if (context.Response.Headers.TryGetValue("Upload-Concat", out var named))
                {
                    context.Response.Headers["Upload-Concat"] =
                        "final;" + string.Join(' ', named.ToString()["final;".Length..].Split(' ').Reverse());
                }
            }),
        },
        new()
        {
            Name = "concatenation/partial-not-echoed",
            Breaks = "HEAD of a partial that is complete has no Upload-Concat.",
            Kills = ["tus/concatenation/partial", "tus/concatenation/final"],
            Break = BrokenAnswer.Of("HEAD", upload => upload is { IsPartial: true, IsComplete: true },
                (context, _) => context.Response.Headers.Remove("Upload-Concat")),
        },
        new()
        {
            Name = "concatenation/partial-offset-missing",
            Breaks = "HEAD of an untouched partial has no Upload-Offset.",
            Kills = ["tus/concatenation/partial"],
            MayKill = ["tus/states/part"],
            Break = BrokenAnswer.Of("HEAD", upload => upload is { IsPartial: true, Offset: 0 },
                (context, _) => context.Response.Headers.Remove("Upload-Offset")),
        },
        new()
        {
            Name = "concatenation/everything-partial",
            Breaks = "HEAD of an ordinary upload says Upload-Concat: partial.",
            Kills = ["tus/concatenation/ordinary"],
            Break = BrokenAnswer.Of("HEAD", upload => upload is { IsPartial: false, IsFinal: false },
                (context, _) => context.Response.Headers["Upload-Concat"] = "partial"),
        },
        new()
        {
            Name = "concatenation/empty-final-waits",
            Breaks = "A final of empty parts never gets an offset.",
            Kills = ["tus/concatenation/only-empty-parts"],
            Break = BrokenAnswer.Of(
                "HEAD", upload => upload is { IsFinal: true, Length: 0 }, (context, _) => context.Response.Headers.Remove("Upload-Offset")),
        },
        new()
        {
            Name = "concatenation/sum-not-compared",
            Breaks = "A final that is larger than the maximum is promised with 201.",
            Kills = ["tus/concatenation/over-maximum"],
            Break = Broken.Response(context =>
            {
                if (context is { Request.Method: "POST", Response.StatusCode: StatusCodes.Status413PayloadTooLarge }
                    && BrokenConcat.NamesOf(context.Request).Length > 0)
                {
                    context.Response.StatusCode = StatusCodes.Status201Created;
                    context.Response.Headers.Location = "/files/promised";
                }
            }),
        },
        new()
        {
            Name = "concatenation/not-announced",
            Breaks = "Uploads are concatenated, but Tus-Extension does not list concatenation.",
            Kills = ["tus/concatenation/not-offered"],
            MayKill = [.. Finals, "tus/discovery/concatenation"],
            Break = Broken.Response(context => BrokenOptions.RemoveExtensions(context, "concatenation", "concatenation-unfinished")),
        },
        new()
        {
            Name = "concatenation/ordinary-shown-as-final",
            Breaks = "Concatenation is switched off; a request for a final gets an empty upload that claims to be the final.",
            Kills = ["tus/concatenation/not-offered"],
            MayKill = [.. Finals, "tus/discovery/concatenation"],
            Break = Broken.Both(Broken.Uploads(sound => sound with { DisableConcatenation = true }), OrdinaryShownAsFinal()),
        },
    ];

    private static UploadServerOptions MetadataInherited(UploadServerOptions sound, string directory) =>
        Broken.Exchange(async (context, next, store) =>
    {
        var upload =
            context.Request.Method == "HEAD" ? await store.GetInfoAsync(BrokenAnswer.IdOf(context.Request), CancellationToken.None) : null;
        if (upload is { IsFinal: true }
            && (await store.GetInfoAsync(upload.PartialUploads[0], CancellationToken.None))?.Metadata is { } metadata)
        {
            context.Response.OnStarting(() =>
            {
                context.Response.Headers["Upload-Metadata"] = metadata;
                return Task.CompletedTask;
            });
        }

        await next(context);
    })(sound, directory);

    private static Break OrdinaryShownAsFinal()
    {
        var shown = new ConcurrentDictionary<string, string>();
        return Broken.Exchange(async (context, next) =>
        {
            var concat = context.Request.Headers["Upload-Concat"].ToString();
            context.Request.Headers.Remove("Upload-Concat");
            if (concat.StartsWith("final", StringComparison.Ordinal))
            {
                context.Request.Headers["Upload-Length"] = "0";
            }

            context.Response.OnStarting(() =>
            {
                if (concat.Length > 0 && context.Response.StatusCode == StatusCodes.Status201Created)
                {
                    shown[context.Response.Headers.Location.ToString().Split('/')[^1]] = concat;
                }

                if (shown.TryGetValue(BrokenAnswer.IdOf(context.Request), out var value) && context.Request.Method == "HEAD")
                {
                    context.Response.Headers["Upload-Concat"] = value;
                }

                return Task.CompletedTask;
            });
            await next(context);
        });
    }
}
