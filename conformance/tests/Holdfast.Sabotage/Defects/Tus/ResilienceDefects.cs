using System.Collections.Concurrent;
using Holdfast.Server.Locks;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects that show on slow links, after lost answers, and in stalls and races.</summary>
internal static class ResilienceDefects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "resilience/total-timeout",
            Breaks = "A PATCH that takes longer than half a second is cut, although bytes still arrive.",
            Kills = ["tus/resilience/link/slow", "tus/resilience/link/dribble"],

            // On a busy machine any PATCH may take that long.
            MayKill = ["tus/**"],
            Break = Broken.Exchange(async (context, next) =>
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(500), TimeProvider.System);
                await using var cut = limit.Token.Register(() =>
                {
                    if (context.Request.Method == "PATCH")
                    {
                        context.Abort();
                    }
                });
                await next(context);
            }),
        },
        new()
        {
            Name = "resilience/acknowledges-before-storing",
            Breaks = "An append is acknowledged and stored a moment later.",
            Kills = ["tus/resilience/link/latency", "tus/resilience/link/dribble", "tus/core/patch/appends"],
            MayKill = ["tus/**"],
            Break = Broken.Store((sound, directory) => new DelayedWriteStore(sound, directory)),
        },
        new()
        {
            Name = "resilience/too-long-is-a-crash",
            Breaks = "A body that is longer than declared ends in 500.",
            Kills = ["tus/resilience/link/longer-than-declared"],
            MayKill = ["tus/core/patch/**", "tus/creation/**", "tus/creation-with-upload/**", "tus/creation-defer-length/**",
                "tus/concatenation/over-maximum", "tus/wire/early/too-long", "tus/wire/expect/doomed"],
            Break = Broken.Response(context =>
            {
                if (context.Response.StatusCode == StatusCodes.Status413PayloadTooLarge)
                {
                    context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                }
            }),
        },
        new()
        {
            Name = "resilience/repetition-taken",
            Breaks = "A PATCH at the offset of the previous one is treated as its repetition and answered with 204.",
            Kills = ["tus/resilience/lost-answer/append", "tus/resilience/lost-answer/last-append"],
            MayKill = ["tus/states/**", "tus/core/patch/**", "tus/resilience/race/**"],
            Break = RepetitionTaken(),
        },
        new()
        {
            Name = "resilience/last-answer-cleans-up",
            Breaks = "A finished upload is moved away: HEAD gets 404 until it is downloaded.",
            Kills = ["tus/resilience/lost-answer/last-append"],
            MayKill = ["tus/**"],
            Break = BrokenAnswer.Instead("HEAD", (upload, _) =>
                upload is { IsComplete: true, IsPartial: false, IsFinal: false, Length: > 0 }, StatusCodes.Status404NotFound),
        },
        new()
        {
            Name = "resilience/creation-deduplicated",
            Breaks = "A client's second creation of the same upload is refused with 409 while the first is unused.",
            Kills = ["tus/resilience/lost-answer/creation"],
            MayKill = ["tus/**"],
            Break = CreationDeduplicated(),
        },
        new()
        {
            Name = "resilience/no-locks",
            Breaks = "Two requests can write to one upload at the same time, and the offset advances when a body ends.",
            Kills = ["tus/resilience/race/two-appends"],
            MayKill = ["tus/resilience/**", "tus/termination/**", "tus/core/**", "tus/concatenation/**", "tus/concatenation-unfinished/**"],
            Break = Broken.Both(
                Broken.Uploads(sound => sound with { Locker = new NoOpLocker() }),
                Broken.Store((sound, directory) => new StaleOffsetStore(sound, directory))),
        },
        new()
        {
            Name = "resilience/late-octets-appended",
            Breaks = "When bytes of an abandoned transfer arrive late, they are appended.",
            Kills = ["tus/resilience/stall/handover-by-head"],
            MayKill = ["tus/resilience/**", "tus/termination/**", "tus/core/**", "tus/concatenation/**", "tus/concatenation-unfinished/**"],
            Break = Broken.Both(
                Broken.Uploads(sound => sound with { Locker = new NoOpLocker(), NetworkTimeout = TimeSpan.FromSeconds(30) }),
                Broken.Store((sound, directory) => new OffsetIgnoringStore(sound, directory))),
        },
        new()
        {
            Name = "resilience/busy-is-a-crash",
            Breaks = "The request that holds an upload is not interrupted, and a request that waits too long gets 500.",
            Kills = ["tus/resilience/stall/handover-by-head", "tus/resilience/stall/before-body", "tus/resilience/stall/delete",
                "tus/termination/during-patch"],
            MayKill = ["tus/resilience/**", "tus/core/**"],
            Break = Broken.Both(
                Broken.Uploads(sound => sound with
                {
                    Locker = new SilentLocker(new MemoryUploadLocker()),
                    NetworkTimeout = TimeSpan.FromSeconds(30),
                    AcquireLockTimeout = TimeSpan.FromMilliseconds(500),
                }),
                Broken.Response(context =>
                {
                    if (context.Response.StatusCode == StatusCodes.Status423Locked)
                    {
                        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                    }
                })),
        },
    ];

    private static Break RepetitionTaken()
    {
        var last = new ConcurrentDictionary<string, (string? Offset, string? Now)>();
        return Broken.Exchange(async (context, next, store) =>
        {
            var id = BrokenAnswer.IdOf(context.Request);
            var offset = context.Request.Headers["Upload-Offset"].ToString();
            if (context.Request is { Method: "PATCH", ContentLength: > 0 } && last.TryGetValue(id, out var before)
                && before.Offset == offset && before.Now is not null
                && await store.GetInfoAsync(id, CancellationToken.None) is not null)
            {
                BrokenAnswer.Say(context, StatusCodes.Status204NoContent);
                context.Response.Headers["Upload-Offset"] = before.Now;
                return;
            }

            await next(context);
            if (context is { Request: { Method: "PATCH", ContentLength: > 0 }, Response.StatusCode: StatusCodes.Status204NoContent })
            {
                last[id] = (offset, context.Response.Headers["Upload-Offset"]);
            }
        });
    }

    internal static Break CreationDeduplicated()
    {
        var unused = new ConcurrentDictionary<string, string>();
        return Broken.Exchange(async (context, next) =>
        {
            var key = $"{BrokenAnswer.ClientOf(context.Request)} {context.Request.Headers["Upload-Length"]}";
            if (context.Request.Method == "POST" && unused.ContainsKey(key))
            {
                BrokenAnswer.Say(context, StatusCodes.Status409Conflict);
                return;
            }

            foreach (var used in unused.Where(one => one.Value == BrokenAnswer.IdOf(context.Request)))
            {
                unused.TryRemove(used);
            }

            // Recorded before the response leaves, because the client's next request may arrive before this one has ended.
            context.Response.OnStarting(() =>
            {
                if (context is { Request.Method: "POST", Response.StatusCode: StatusCodes.Status201Created })
                {
                    unused[key] = context.Response.Headers.Location.ToString().Split('/')[^1];
                }

                return Task.CompletedTask;
            });
            await next(context);
        });
    }
}
