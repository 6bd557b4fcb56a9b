using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in answers after a DELETE, and in reading the DELETE request.</summary>
internal static class TerminationAnswerDefects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "termination/download-survives",
            Breaks = "GET of a deleted upload is answered from a cache.",
            Kills = ["tus/termination/unfinished", "tus/termination/finished-afterwards"],
            Break = DownloadSurvives(),
        },
        new()
        {
            Name = "termination/second-succeeds",
            Breaks = "DELETE of a deleted upload is answered with 204.",
            Kills = ["tus/termination/unfinished", "tus/termination/finished-afterwards", "tus/termination/at-once"],
            Break = BrokenAnswer.Instead(
                "DELETE", (upload, request) => upload is null && request.Path != "/files/", StatusCodes.Status204NoContent),
        },
        new()
        {
            Name = "termination/second-crashes",
            Breaks = "DELETE of a deleted upload ends in 500.",
            Kills = ["tus/termination/unfinished", "tus/termination/finished-afterwards", "tus/termination/at-once"],
            MayKill = ["tus/concatenation/parts-deleted"],
            Break = Broken.Response(context =>
            {
                if (context is { Request.Method: "DELETE", Response.StatusCode: StatusCodes.Status404NotFound })
                {
                    context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                }
            }),
        },
        new()
        {
            Name = "termination/cached-per-connection",
            Breaks = "HEAD is answered from a cache that lives as long as its connection.",
            Kills = ["tus/termination/same-connection"],
            MayKill = ["tus/wire/connection/pipelined"],
            Break = CachedPerConnection(),
        },
        new()
        {
            Name = "termination/body-crashes",
            Breaks = "DELETE with a body ends in 500.",
            Kills = ["tus/termination/with-body"],
            Break = BrokenAnswer.Instead("DELETE", (_, request) => request.ContentLength > 0, StatusCodes.Status500InternalServerError),
        },
        new()
        {
            Name = "termination/length-required",
            Breaks = "DELETE without Content-Length is refused with 411.",
            Kills = ["tus/termination/without-length"],
            Break = BrokenAnswer.Instead("DELETE", (_, request) => request.ContentLength is null, StatusCodes.Status411LengthRequired),
        },
        new()
        {
            Name = "termination/name-reused",
            Breaks = "The URL of a deleted upload is given to the client's next one.",
            Kills = ["tus/termination/new-name"],
            MayKill = ["tus/states/terminated", "tus/concatenation/deleted-meanwhile"],
            Break = NameReused(),
        },
    ];

    private static Break DownloadSurvives()
    {
        var served = new ConcurrentDictionary<string, byte[]>();
        return (sound, directory) => Broken.Exchange(async (context, next) =>
        {
            var id = BrokenAnswer.IdOf(context.Request);
            var path = Path.Combine(directory, id);
            if (context.Request.Method == "DELETE" && id.Length > 0 && File.Exists(path))
            {
                served[id] = await File.ReadAllBytesAsync(path);
            }

            if (context.Request.Method != "GET" || File.Exists(path) || !served.TryGetValue(id, out var content))
            {
                await next(context);
                return;
            }

            BrokenAnswer.Say(context, StatusCodes.Status200OK);
            await context.Response.Body.WriteAsync(content);
        })(sound, directory);
    }

    private static Break CachedPerConnection()
    {
        var cache = new ConcurrentDictionary<string, KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>[]>();
        return Broken.Exchange(async (context, next) =>
        {
            var key = $"{context.Connection.Id} {context.Request.Path}";
            if (context.Request.Method == "HEAD" && cache.TryGetValue(key, out var head))
            {
                foreach (var (name, value) in head)
                {
                    context.Response.Headers[name] = value;
                }

                return;
            }

            await next(context);
            if (context is { Request.Method: "HEAD", Response.StatusCode: StatusCodes.Status200OK })
            {
                cache[key] = [.. context.Response.Headers];
            }
        });
    }

    // Separate for each client, so that cases do not see each other's uploads.
    private static Break NameReused()
    {
        var (free, moved) = (new ConcurrentDictionary<string, string>(), new ConcurrentDictionary<string, string>());
        return Broken.Exchange(async (context, next) =>
        {
            var (client, id) = (BrokenAnswer.ClientOf(context.Request), BrokenAnswer.IdOf(context.Request));
            if (moved.TryGetValue(id, out var real))
            {
                context.Request.Path = $"/files/{real}";
            }

            context.Response.OnStarting(() =>
            {
                if (context is { Request.Method: "DELETE", Response.StatusCode: StatusCodes.Status204NoContent })
                {
                    free[client] = id;
                }

                if (context is { Request.Method: "POST", Response.StatusCode: StatusCodes.Status201Created }
                    && free.TryRemove(client, out var name))
                {
                    var location = context.Response.Headers.Location.ToString();
                    moved[name] = location.Split('/')[^1];
                    context.Response.Headers.Location = location[..(location.LastIndexOf('/') + 1)] + name;
                }

                return Task.CompletedTask;
            });
            await next(context);
        });
    }
}
