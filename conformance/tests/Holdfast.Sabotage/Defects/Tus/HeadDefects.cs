using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in HEAD.</summary>
internal static class HeadDefects
{
    private static readonly ConcurrentDictionary<string, int> Asked = [];
    private static readonly ConcurrentDictionary<string, int> Asking = [];

    public static IReadOnlyList<Defect> All { get; } =
    [
        Response("no-offset-when-finished", "A finished upload has no Upload-Offset any more.", ["tus/core/head/offset-at-every-stage"],
            context =>
        {
            if (context.Response.Headers["Upload-Offset"] == context.Response.Headers["Upload-Length"])
            {
                context.Response.Headers.Remove("Upload-Offset");
            }
        }, "tus/**"),
        Response("no-length-when-finished", "A finished upload has no Upload-Length any more.", ["tus/core/head/length"], context =>
        {
            if (context.Response.Headers["Upload-Offset"] == context.Response.Headers["Upload-Length"])
            {
                context.Response.Headers.Remove("Upload-Length");
            }
        }, "tus/**"),
        Response("may-be-stored", "HEAD says no-cache instead of no-store, so caches can store the response.", ["tus/core/head/no-store"],
            context => context.Response.Headers.CacheControl = "no-cache"),
        Response("unknown-is-at-zero", "The 404 of HEAD says that the offset is 0.", ["tus/core/head/unknown-upload"], context =>
        {
            if (context.Response.StatusCode == StatusCodes.Status404NotFound)
            {
                context.Response.Headers["Upload-Offset"] = "0";
            }
        }, "tus/creation/url/**"),
        Response("gone-may-be-stored", "The 404 of HEAD may be kept by caches for an hour.", ["tus/core/head/gone-is-not-cached"],
            context =>
        {
            if (context.Response.StatusCode == StatusCodes.Status404NotFound)
            {
                context.Response.Headers.CacheControl = "max-age=3600";
            }
        }),
        new()
        {
            Name = "head/forgets-who-asks-often",
            Breaks = "Every tenth HEAD of an upload is answered with offset 0, from an empty cache.",
            Kills = ["tus/core/head/repeatable"],
            MayKill = ["tus/states/**", "tus/core/head/at-once", "tus/creation/metadata/**", "tus/resilience/**", "tus/concatenation/**",
                "tus/creation-defer-length/**"],
            Break = Broken.Response(context =>
            {
                if (HttpMethods.IsHead(context.Request.Method)
                    && Asked.AddOrUpdate(context.Request.Path, 1, (_, times) => times + 1) % 10 == 0)
                {
                    context.Response.Headers["Upload-Offset"] = "0";
                }
            }),
        },
        new()
        {
            Name = "head/four-at-once",
            Breaks = "More than four HEADs at a time for one upload end in 500.",
            Kills = ["tus/core/head/at-once"],
            MayKill = ["tus/resilience/**"],
            Break = Broken.Exchange(FourAtOnceAsync),
        },
        new()
        {
            Name = "head/has-a-body",
            Breaks = "HEAD is answered with a body.",
            Kills = ["tus/core/head/framing"],
            Violates = ["RFC-01"],
            MayKill = ["tus/wire/**", "tus/core/patch/kept-connection", "tus/core/patch/no-content", "tus/termination/same-connection"],
            Rewrite = new WireRewrite(Answer: (request, answer) =>
                request.StartsWith("HEAD", StringComparison.Ordinal) && answer.EndsWith("\r\n\r\n", StringComparison.Ordinal)
                    ? answer + "gone?" : answer),
        },
    ];

    private static Defect Response(
        string name, string breaks, IReadOnlyList<string> kills, Action<HttpContext> change, params string[] mayKill) => new()
    {
        Name = $"head/{name}",
        Breaks = breaks,
        Kills = kills,
        MayKill = mayKill,
        Break = Broken.Response(context =>
        {
            if (HttpMethods.IsHead(context.Request.Method))
            {
                change(context);
            }
        }),
    };

    private static async Task FourAtOnceAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }

        string path = context.Request.Path;
        try
        {
            if (Asking.AddOrUpdate(path, 1, (_, now) => now + 1) > 4)
            {
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return;
            }

            // Long enough for requests that were sent together to overlap.
            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System);
            await next(context);
        }
        finally
        {
            Asking.AddOrUpdate(path, 0, (_, now) => now - 1);
        }
    }
}
