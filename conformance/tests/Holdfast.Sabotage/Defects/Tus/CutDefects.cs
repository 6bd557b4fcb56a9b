using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in handling a request body that is cut.</summary>
internal static class CutDefects
{
    private const int Page = 4096;

    /// <summary>The cases whose transfers are cut, stall for ever, or are ended by the server.</summary>
    private static readonly string[] BrokenOff = [
        "tus/resilience/cut/**", "tus/resilience/stall/**", "tus/core/patch/**", "tus/termination/during-patch",
        "tus/resilience/link/longer-than-declared", "tus/resilience/race/**"];

    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "resilience/cut-is-dropped",
            Breaks = "When a body is cut, nothing of it is kept.",
            Kills =
            [
                "tus/resilience/cut/in-body/fin", "tus/resilience/cut/in-body/reset", "tus/resilience/cut/crumbs",
                "tus/resilience/cut/chunked-without-end",
                "tus/resilience/stall/until-timeout", "tus/resilience/stall/handover-by-head",
            ],
            MayKill = BrokenOff,
            Break = CutBodyStore.OnCut((cut, store) => store.Keep(cut.Id, cut.Offset)),
        },
        new()
        {
            Name = "resilience/rounds-down-to-pages",
            Breaks = "When a body is cut, only whole pages of 4 KiB are kept.",
            Kills = ["tus/resilience/cut/crumbs", "tus/resilience/cut/chunked-without-end"],
            MayKill = BrokenOff,
            Break = CutBodyStore.OnCut((cut, store) => store.Keep(cut.Id, cut.Offset + (cut.Kept / Page * Page))),
        },
        new()
        {
            Name = "resilience/goes-back",
            Breaks = "When a body is cut, the byte before it is lost, too.",
            Kills = ["tus/resilience/cut/in-body/fin", "tus/resilience/cut/in-body/reset"],
            MayKill = BrokenOff,
            Break = CutBodyStore.OnCut((cut, store) => store.Keep(cut.Id, cut.Offset - 1)),
        },
        new()
        {
            Name = "resilience/counts-what-was-announced",
            Breaks = "The offset grows by Content-Length, however much of the body arrived.",
            Kills = ["tus/resilience/cut/in-body/fin", "tus/resilience/cut/in-body/reset", "tus/resilience/cut/crumbs",
                "tus/resilience/stall/until-timeout"],
            MayKill = [.. BrokenOff, "tus/wire/connection/request-inside-body"],
            Break = CutBodyStore.OnCut((cut, store) => store.Extend(cut.Id, cut.Offset + (CurrentRequest.Value.ContentLength ?? cut.Kept))),
        },
        new()
        {
            Name = "resilience/missing-last-chunk-is-the-end",
            Breaks = "A chunked body without its last chunk completes the upload.",
            Kills = ["tus/resilience/cut/chunked-without-end"],
            MayKill = ["tus/checksum-trailer/cut", "tus/wire/chunk/not-closed", "tus/wire/chunk/size-malformed"],
            Break = CutBodyStore.OnCut(
                (cut, store) => store.Extend(cut.Id, CurrentRequest.Value.ContentLength is null ? cut.Length ?? 0 : 0)),
        },
        new()
        {
            Name = "resilience/lock-leaked",
            Breaks = "A body that is cut does not release its lock, and the next request gets 500.",
            Kills = ["tus/resilience/cut/in-body/fin", "tus/resilience/cut/in-body/reset", "tus/resilience/cut/crumbs",
                "tus/resilience/cut/chunked-without-end"],
            MayKill =
                [.. BrokenOff, "tus/wire/chunk/not-closed", "tus/wire/chunk/size-malformed", "tus/wire/connection/request-inside-body"],
            Break = LockLeaked(),
        },
        new()
        {
            Name = "resilience/slot-leaked",
            Breaks = "A creation that is cut keeps its client's only slot, and every later creation gets 503.",
            Kills = ["tus/resilience/cut/in-creation"],
            MayKill = ["tus/wire/chunk/size-malformed"],
            Break = SlotLeaked(),
        },
    ];

    private static Break LockLeaked()
    {
        var held = new ConcurrentDictionary<string, bool>();
        return Broken.Both(
            Broken.Exchange(async (context, next) =>
            {
                if (held.ContainsKey(BrokenAnswer.IdOf(context.Request)))
                {
                    BrokenAnswer.Say(context, StatusCodes.Status500InternalServerError);
                    return;
                }

                await next(context);
            }),
            CutBodyStore.OnCut((cut, _) => held[cut.Id] = true));
    }

    // The slot is taken before the body arrives, because the next creation may arrive before the server notices that this one was cut.
    private static Break SlotLeaked()
    {
        var (taken, leaked) = (new ConcurrentDictionary<string, bool>(), new ConcurrentDictionary<string, bool>());
        return Broken.Both(
            Broken.Exchange(async (context, next) =>
            {
                var client = BrokenAnswer.ClientOf(context.Request);
                if (context.Request.Method == "POST" && !taken.TryAdd(client, true))
                {
                    BrokenAnswer.Say(context, StatusCodes.Status503ServiceUnavailable);
                    return;
                }

                context.Response.OnStarting(() =>
                {
                    if (context.Request.Method == "POST" && !leaked.ContainsKey(client))
                    {
                        taken.TryRemove(client, out _);
                    }

                    return Task.CompletedTask;
                });
                await next(context);
            }),
            CutBodyStore.OnCut((_, _) => leaked[BrokenAnswer.ClientOf(CurrentRequest.Value)] = true));
    }
}
