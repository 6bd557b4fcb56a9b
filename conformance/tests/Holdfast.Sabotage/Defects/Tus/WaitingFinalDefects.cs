using System.Collections.Concurrent;
using System.Globalization;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in final uploads that wait for their parts.</summary>
internal static class WaitingFinalDefects
{
    private static readonly string[] Waiting =
        ["tus/concatenation-unfinished/**", "tus/concatenation/unfinished-part", "tus/termination/waiting-final"];

    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "concatenation-unfinished/offset-shown",
            Breaks = "HEAD of a waiting final has Upload-Offset: 0.",
            Kills = ["tus/concatenation-unfinished/step-by-step", "tus/concatenation-unfinished/late-length",
                "tus/concatenation/unfinished-part"],
            MayKill = ["tus/concatenation-unfinished/**"],
            Break = While(context => context.Response.Headers.TryAdd("Upload-Offset", "0")),
        },
        new()
        {
            Name = "concatenation-unfinished/complete-too-early",
            Breaks = "HEAD of a waiting final shows it as complete.",
            Kills = ["tus/concatenation-unfinished/step-by-step", "tus/concatenation-unfinished/part-fails-checksum",
                "tus/concatenation/unfinished-part"],
            MayKill = ["tus/concatenation-unfinished/**"],
            Break = While(context => context.Response.Headers["Upload-Offset"] = context.Response.Headers["Upload-Length"]),
        },
        new()
        {
            Name = "concatenation-unfinished/length-hidden",
            Breaks = "HEAD of a waiting final does not report its length although every part has one.",
            Kills = ["tus/concatenation-unfinished/step-by-step", "tus/concatenation-unfinished/late-length",
                "tus/concatenation/unfinished-part"],
            Break = While(context =>
            {
                if (!context.Response.Headers.ContainsKey("Upload-Offset"))
                {
                    context.Response.Headers.Remove("Upload-Length");
                }
            }),
        },
        new()
        {
            Name = "concatenation-unfinished/unknown-length-is-zero",
            Breaks = "A part that has no length yet counts as empty in the final's length.",
            Kills = ["tus/concatenation-unfinished/late-length"],
            Break = WithKnownLength((context, final, length) =>
            {
                if (final.IsWaiting)
                {
                    context.Response.Headers.TryAdd("Upload-Length", length);
                }
            }),
        },
        new()
        {
            Name = "concatenation-unfinished/never-joined",
            Breaks = "A final that had to wait for its parts is never concatenated.",
            Kills =
            [
                "tus/concatenation-unfinished/step-by-step", "tus/concatenation-unfinished/patch",
                "tus/concatenation-unfinished/part-fails-checksum",
                "tus/concatenation/unfinished-part",
            ],
            MayKill = ["tus/concatenation/deleted-meanwhile"],
            Break = NeverJoined(),
        },
        new()
        {
            Name = "concatenation-unfinished/lost-part-is-empty",
            Breaks = "A part that was deleted counts as empty, and the final becomes complete without it.",
            Kills = ["tus/concatenation-unfinished/part-deleted", "tus/concatenation-unfinished/finished-part-deleted"],
            MayKill = ["tus/concatenation/deleted-meanwhile"],
            Break = WithKnownLength((context, _, length) =>
            {
                if (context.Response.StatusCode == StatusCodes.Status410Gone)
                {
                    context.Response.StatusCode = StatusCodes.Status200OK;
                    context.Response.Headers["Upload-Offset"] = context.Response.Headers["Upload-Length"] = length;
                }
            }),
        },
        new()
        {
            Name = "concatenation-unfinished/zeros-served",
            Breaks = "GET of a waiting final gives zeros for the parts that are missing.",
            Kills = ["tus/concatenation-unfinished/download", "tus/concatenation-unfinished/part-deleted"],
            Break = Broken.Exchange(async (context, next, store) =>
            {
                if (context.Request.Method == "GET"
                    && await store.GetInfoAsync(BrokenAnswer.IdOf(context.Request), CancellationToken.None) is { IsWaiting: true })
                {
                    BrokenAnswer.Say(context, StatusCodes.Status200OK);
                    await context.Response.Body.WriteAsync(new byte[10]);
                    return;
                }

                await next(context);
            }),
        },
        new()
        {
            Name = "concatenation-unfinished/parts-hidden",
            Breaks = "HEAD of a waiting final does not report its parts.",
            Kills = ["tus/concatenation-unfinished/echo"],
            Break = While(context => context.Response.Headers.Remove("Upload-Concat")),
        },
        new()
        {
            Name = "concatenation-unfinished/patch-conflicts",
            Breaks = "A PATCH to a waiting final gets 409, as if another offset would do.",
            Kills = ["tus/concatenation-unfinished/patch"],
            Break = BrokenAnswer.Instead("PATCH", (upload, _) => upload is { IsWaiting: true }, StatusCodes.Status409Conflict),
        },
        new()
        {
            Name = "concatenation-unfinished/announced-only",
            Breaks = "concatenation-unfinished is announced, and unfinished parts are refused.",
            Kills = ["tus/concatenation/unfinished-part", "tus/concatenation-unfinished/step-by-step", "tus/concatenation-unfinished/echo"],
            MayKill = [.. Waiting, "tus/states/waiting-final"],
            Break = Broken.Both(
                Broken.Uploads(sound => sound with { DisableUnfinishedConcatenation = true }),
                Broken.Response(context =>
                {
                    if (context.Response.Headers.TryGetValue("Tus-Extension", out var announced))
                    {
                        context.Response.Headers["Tus-Extension"] =
                            string.Create(CultureInfo.InvariantCulture, $"{announced},concatenation-unfinished");
                    }
                })),
        },
    ];

    private static Break While(Action<HttpContext> change) =>
        BrokenAnswer.Of("HEAD", upload => upload.IsWaiting, (context, _) => change(context));

    // The lengths of the parts that exist and have a length.
    private static Break WithKnownLength(Action<HttpContext, UploadInfo, string> change) => Broken.Exchange(async (context, next, store) =>
    {
        if (context.Request.Method == "HEAD"
            && await store.GetInfoAsync(BrokenAnswer.IdOf(context.Request), CancellationToken.None) is { IsFinal: true } final)
        {
            var length = 0L;
            foreach (var id in final.PartialUploads)
            {
                length += (await store.GetInfoAsync(id, CancellationToken.None))?.Length ?? 0;
            }

            context.Response.OnStarting(() =>
            {
                change(context, final, length.ToString(CultureInfo.InvariantCulture));
                return Task.CompletedTask;
            });
        }

        await next(context);
    });

    private static Break NeverJoined()
    {
        var waited = new ConcurrentDictionary<string, bool>();
        return Broken.Exchange(async (context, next, store) =>
        {
            context.Response.OnStarting(() =>
            {
                if (context.Request.Method == "HEAD" && waited.ContainsKey(BrokenAnswer.IdOf(context.Request)))
                {
                    context.Response.Headers.Remove("Upload-Offset");
                }

                return Task.CompletedTask;
            });
            await next(context);
            var made = BrokenConcat.IdOf(context.Response.Headers.Location.ToString());
            if (made.Length > 0 && await store.GetInfoAsync(made, CancellationToken.None) is { IsWaiting: true })
            {
                waited[made] = true;
            }
        });
    }
}
