using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in creations (POST).</summary>
internal static class CreationDefects
{
    // Long enough that creations which were sent at the same time overlap, also on a busy machine.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "creation/status-200",
            Breaks = "A creation is answered with 200 instead of 201.",
            Kills = ["tus/creation/post/creates"],
            Break = Broken.Response(context =>
            {
                if (context.Response.StatusCode == StatusCodes.Status201Created)
                {
                    context.Response.StatusCode = StatusCodes.Status200OK;
                }
            }),
        },
        new()
        {
            Name = "creation/no-location",
            Breaks = "The 201 has no Location.",
            Kills = ["tus/creation/post/creates"],
            MayKill = ["tus/**"],
            Break = Broken.Response(context => context.Response.Headers.Remove("Location")),
        },
        new()
        {
            Name = "creation/repeated-is-the-same",
            Breaks = "A creation with the same fields as an earlier one of the same client gets the earlier upload.",
            Kills = ["tus/creation/post/distinct"],
            MayKill = ["tus/states/**", "tus/creation/post/burst", "tus/checksum-trailer/**", "tus/wire/**", "tus/concatenation/**",
                "tus/resilience/**", "tus/core/**", "tus/checksum/**", "tus/termination/**"],
            Break = Broken.Remembering<ConcurrentDictionary<string, StringValues>>(known => Broken.Response(context =>
            {
                if (context.Response.StatusCode == StatusCodes.Status201Created && context.Request.ContentLength is null or 0)
                {
                    context.Response.Headers.Location = known.GetOrAdd(Said(context.Request), context.Response.Headers.Location);
                }
            })),
        },
        new()
        {
            Name = "creation/simultaneous-are-one",
            Breaks = "Equal creations that run at the same time get one upload.",
            Kills = ["tus/creation/post/burst"],
            MayKill = ["tus/resilience/**", "tus/core/load/creations"],
            Break = Broken.Remembering<ConcurrentDictionary<string, TaskCompletionSource<StringValues>>>(running => Broken.Exchange(
                (context, next) => HttpMethods.IsPost(context.Request.Method) ? OnceAsync(context, next, running) : next(context))),
        },
        new()
        {
            Name = "creation/empty-length-hidden",
            Breaks = "A length of 0 counts as none, so HEAD of an empty upload has no Upload-Length.",
            Kills = ["tus/creation/post/empty-upload", "tus/creation-defer-length/declare-zero"],
            MayKill = ["tus/concatenation/only-empty-parts"],
            Break = Broken.Head(headers =>
            {
                if (headers["Upload-Length"] == "0")
                {
                    headers.Remove("Upload-Length");
                }
            }),
        },
        new()
        {
            Name = "creation/limit-announced-too-high",
            Breaks = "Tus-Max-Size is one more than the length that is accepted.",
            Kills = ["tus/creation/post/max-size"],
            Break = Broken.Response(context => Announce(context, limit => limit + 1)),
        },
        new()
        {
            Name = "creation/limit-not-enforced",
            Breaks = "Tus-Max-Size is announced, but never enforced.",
            Kills = ["tus/creation/post/max-size", "tus/creation-defer-length/above-max"],
            MayKill = ["tus/concatenation/over-maximum"],
            Break = Broken.Both(
                Broken.Uploads(uploads => uploads with { MaxSize = 0 }),
                Broken.Response(context =>
                {
                    if (HttpMethods.IsOptions(context.Request.Method))
                    {
                        context.Response.Headers["Tus-Max-Size"] = "1099511627776";
                    }
                })),
        },
        new()
        {
            Name = "creation/limit-only-announced",
            Breaks = "Tus-Max-Size is 4,096, but much larger uploads are accepted.",
            Kills = ["tus/creation/post/max-size", "tus/creation-defer-length/above-max", "tus/creation-defer-length/chunked-above-max"],
            MayKill = ["tus/concatenation/over-maximum"],
            Break = Broken.Response(context => Announce(context, _ => 4096)),
        },
        new()
        {
            Name = "creation/limit-not-announced",
            Breaks = "There is a maximum, but OPTIONS does not announce it.",
            Kills = ["tus/creation/post/limit-announced"],
            Break = Broken.Response(context => Announce(context, _ => null)),
        },
        new()
        {
            Name = "creation/content-length-demanded",
            Breaks = "A creation without Content-Length gets 400, although it has no body.",
            Kills = ["tus/creation/post/no-content-length"],
            Break = Broken.Exchange((context, next) => RefuseAsync(
                context, next, StatusCodes.Status400BadRequest,
                HttpMethods.IsPost(context.Request.Method) && context.Request.ContentLength is null
                    && context.Request.Headers.TransferEncoding.Count == 0)),
        },
        new()
        {
            Name = "creation/field-names-with-case",
            Breaks = "Fields whose names begin with 'upload-' in lower case are ignored.",
            Kills = ["tus/creation/post/field-case"],
            MayKill = ["tus/wire/field/names-in-any-case"],
            Break = Broken.Request(request =>
            {
                foreach (var name in request.Headers.Keys.Where(name => name.StartsWith("upload-", StringComparison.Ordinal)).ToList())
                {
                    request.Headers.Remove(name);
                }
            }),
        },
        new()
        {
            Name = "creation/overwrites-at-upload-url",
            Breaks = "POST at an upload's own URL empties the upload.",
            Kills = ["tus/creation/post/at-upload-url"],
            Break = (sound, directory) => Broken.Exchange((context, next) =>
            {
                var file = Path.Combine(directory, Broken.IdOf(context));
                if (HttpMethods.IsPost(context.Request.Method) && !context.Request.Headers.ContainsKey("X-HTTP-Method-Override")
                    && File.Exists(file))
                {
                    File.WriteAllBytes(file, []);
                }

                return next(context);
            })(sound, directory),
        },
    ];

    /// <summary>Answers the selected requests with <paramref name="status"/> only.</summary>
    internal static Task RefuseAsync(HttpContext context, RequestDelegate next, int status, bool isRefused)
    {
        if (!isRefused)
        {
            return next(context);
        }

        context.Response.StatusCode = status;
        context.Response.Headers["Tus-Resumable"] = "1.0.0";
        return Task.CompletedTask;
    }

    private static string Said(HttpRequest request) =>
        string.Join('\n', request.Headers.Where(header =>
            header.Key.StartsWith("Upload-", StringComparison.Ordinal) || header.Key == "Holdfast-Case")
                .Select(header => $"{header.Key}: {header.Value}"));

    private static async Task OnceAsync(
        HttpContext context, RequestDelegate next, ConcurrentDictionary<string, TaskCompletionSource<StringValues>> running)
    {
        var own = new TaskCompletionSource<StringValues>();
        var first = running.GetOrAdd(Said(context.Request), own);
        if (first != own)
        {
            context.Response.Headers.Location = await first.Task;
            await RefuseAsync(context, next, StatusCodes.Status201Created, isRefused: true);
            return;
        }

        await Task.Delay(Moment, TimeProvider.System, CancellationToken.None);
        await next(context);
        running.TryRemove(Said(context.Request), out _);
        own.SetResult(context.Response.Headers.Location);
    }

    private static void Announce(HttpContext context, Func<long, long?> limit)
    {
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            var sound = long.Parse(context.Response.Headers["Tus-Max-Size"].ToString(), CultureInfo.InvariantCulture);
            context.Response.Headers["Tus-Max-Size"] = limit(sound)?.ToString(CultureInfo.InvariantCulture);
        }
    }
}
