using System.Collections.Concurrent;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in DELETE.</summary>
internal static class TerminationDefects
{
    private static readonly string[] Deletions =
    [
        "tus/termination/**", "tus/core/method-override/**", "tus/core/options/keeps-its-word", "tus/resilience/stall/delete",
        "tus/concatenation/**", "tus/concatenation-unfinished/**",
        "tus/checksum/head-and-delete",
    ];

    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "termination/status-200",
            Breaks = "A successful DELETE is answered with 200 instead of 204.",
            Kills = ["tus/termination/unfinished"],
            Break = Broken.Response(context =>
            {
                if (context is { Request.Method: "DELETE", Response.StatusCode: StatusCodes.Status204NoContent })
                {
                    context.Response.StatusCode = StatusCodes.Status200OK;
                }
            }),
        },
        new()
        {
            Name = "termination/nothing-deleted",
            Breaks = "DELETE is answered with 204 and deletes nothing.",
            Kills =
            [
                "tus/termination/unfinished", "tus/termination/finished", "tus/termination/untouched", "tus/termination/partial",
                "tus/termination/final",
                "tus/termination/deferred", "tus/termination/empty", "tus/termination/without-length", "tus/termination/same-connection",
                "tus/termination/no-resurrection", "tus/termination/waiting-final", "tus/concatenation/deleted-part",
            ],
            MayKill = Deletions,
            Break = BrokenAnswer.Instead("DELETE", (upload, _) => upload is not null, StatusCodes.Status204NoContent),
        },
        new()
        {
            Name = "termination/finished-refused",
            Breaks = "A finished upload cannot be deleted.",
            Kills = ["tus/termination/finished", "tus/termination/finished-afterwards", "tus/termination/empty"],
            MayKill = Deletions,
            Break = BrokenAnswer.Instead("DELETE", (upload, _) => upload is { IsComplete: true }, StatusCodes.Status400BadRequest),
        },
        new()
        {
            Name = "termination/partial-refused",
            Breaks = "A partial upload cannot be deleted.",
            Kills = ["tus/termination/partial"],
            MayKill = ["tus/concatenation/**", "tus/concatenation-unfinished/**"],
            Break = BrokenAnswer.Instead("DELETE", (upload, _) => upload is { IsPartial: true }, StatusCodes.Status405MethodNotAllowed),
        },
        new()
        {
            Name = "termination/waiting-final-crashes",
            Breaks = "The deletion of a final upload that waits ends in 500.",
            Kills = ["tus/termination/waiting-final"],
            Break = BrokenAnswer.Instead("DELETE", (upload, _) => upload is { IsWaiting: true }, StatusCodes.Status500InternalServerError),
        },
        new()
        {
            Name = "termination/deferred-refused",
            Breaks = "An upload without a length cannot be deleted.",
            Kills = ["tus/termination/deferred"],
            Break = BrokenAnswer.Instead(
                "DELETE", (upload, _) => upload is { Length: null, IsFinal: false }, StatusCodes.Status409Conflict),
        },
        new()
        {
            Name = "termination/empty-not-found",
            Breaks = "An upload of length 0 has no object in the store, so its deletion finds nothing.",
            Kills = ["tus/termination/empty"],
            Break = BrokenAnswer.Instead("DELETE", (upload, _) => upload is { Length: 0 }, StatusCodes.Status404NotFound),
        },
        new()
        {
            Name = "termination/final-takes-parts",
            Breaks = "A final upload shares its parts' bytes, and its deletion empties the parts.",
            Kills = ["tus/termination/final"],
            Violates = ["TUS-038"],
            Break = Broken.Store((sound, directory) => new FinalTakesParts(sound, directory)),
        },
        new()
        {
            Name = "termination/takes-neighbours",
            Breaks = "DELETE removes every upload of the same client.",
            Kills = ["tus/termination/neighbours", "tus/termination/with-body"],
            MayKill = Deletions,
            Break = TakesNeighbours(),
        },
        new()
        {
            Name = "termination/creation-url-is-a-prefix",
            Breaks = "DELETE of the creation URL removes every upload.",
            Kills = ["tus/termination/creation-url"],
            MayKill = ["tus/**"],
            Break = Broken.Exchange(async (context, next, store) =>
            {
                if (context.Request is { Method: "DELETE", Path.Value: "/files/" })
                {
                    await foreach (var id in ((IExpiringStore)store).ListAsync(DateTimeOffset.MaxValue))
                    {
                        await Broken.TerminateAsync(store, id);
                    }
                }

                await next(context);
            }),
        },
        new()
        {
            Name = "termination/forgotten-while-busy",
            Breaks = "DELETE during a PATCH is answered with 204 and then forgotten.",
            Kills = ["tus/termination/during-patch", "tus/resilience/stall/delete"],
            Break = ForgottenWhileBusy(),
        },
        new()
        {
            Name = "termination/patch-resurrects",
            Breaks = "A PATCH to a deleted upload creates it again.",
            Kills = ["tus/termination/no-resurrection", "tus/termination/unfinished", "tus/termination/partial"],
            MayKill = ["tus/termination/**"],
            Break = PatchResurrects(),
        },
    ];

    private static Break TakesNeighbours()
    {
        var made = new ConcurrentDictionary<string, ConcurrentBag<string>>();
        return Broken.Exchange(async (context, next, store) =>
        {
            await next(context);
            var uploads = made.GetOrAdd(BrokenAnswer.ClientOf(context.Request), _ => []);
            if (context is { Request.Method: "POST", Response.StatusCode: StatusCodes.Status201Created })
            {
                uploads.Add(context.Response.Headers.Location.ToString().Split('/')[^1]);
            }

            if (context is { Request.Method: "DELETE", Response.StatusCode: StatusCodes.Status204NoContent })
            {
                foreach (var id in uploads)
                {
                    await Broken.TerminateAsync(store, id);
                }
            }
        });
    }

    private static Break ForgottenWhileBusy()
    {
        var busy = new ConcurrentDictionary<string, bool>();
        return Broken.Exchange(async (context, next) =>
        {
            var id = BrokenAnswer.IdOf(context.Request);
            if (context.Request.Method == "DELETE" && busy.ContainsKey(id))
            {
                BrokenAnswer.Say(context, StatusCodes.Status204NoContent);
                return;
            }

            if (context.Request.Method != "PATCH")
            {
                await next(context);
                return;
            }

            busy[id] = true;
            try
            {
                await next(context);
            }
            finally
            {
                busy.TryRemove(id, out _);
            }
        });
    }

    private static Break PatchResurrects()
    {
        var deleted = new ConcurrentDictionary<string, UploadInfo>();
        return Broken.Exchange(async (context, next, store) =>
        {
            var id = BrokenAnswer.IdOf(context.Request);
            if (context.Request.Method == "DELETE" && await store.GetInfoAsync(id, CancellationToken.None) is { } upload)
            {
                deleted[id] = upload with { Offset = 0 };
            }

            if (context.Request.Method == "PATCH" && deleted.TryRemove(id, out var lost))
            {
                await store.CreateAsync(lost, default);
            }

            await next(context);
        });
    }

    private sealed class FinalTakesParts(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
    {
        public override async ValueTask TerminateAsync(UploadInfo upload, WriteScope scope)
        {
            foreach (var part in upload is { IsComplete: true } ? upload.PartialUploads : [])
            {
                Truncate(part, 0);
            }

            await base.TerminateAsync(upload, scope);
        }
    }
}
