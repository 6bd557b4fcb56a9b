using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in the answer to OPTIONS.</summary>
internal static class OptionsDefects
{
    private static int _asked;

    public static IReadOnlyList<Defect> All { get; } =
    [
        Defect("no-versions", "OPTIONS does not list the supported versions.", headers => headers.Remove("Tus-Version"),
            ["tus/core/options/versions"], "tus/core/options/on-an-upload"),
        Defect("version-with-letter", "Tus-Version says 'v1.0.0'.", headers => headers["Tus-Version"] = "v1.0.0",
            ["tus/core/options/versions"], "tus/core/options/on-an-upload"),
        Defect("empty-extension", "Tus-Extension has two commas in a row.", headers => headers["Tus-Extension"] += ",,creation",
            ["tus/core/options/extensions"]),
        Defect("max-size-in-powers", "Tus-Max-Size is written as a floating-point number.",
            headers => headers["Tus-Max-Size"] = "1.0995E+12", ["tus/core/options/max-size"], "tus/creation/post/limit-announced"),
        Defect("two-kinds-of-servers", "Every second OPTIONS is answered by a server that offers other extensions.", headers =>
        {
            if (Interlocked.Increment(ref _asked) % 2 == 0)
            {
                headers["Tus-Extension"] += ",x-preview";
            }
        }, ["tus/core/options/repeatable"]),
        Defect("extension-not-announced", "The content of a creation is stored, but creation-with-upload is not announced.", headers =>
            headers["Tus-Extension"] = headers["Tus-Extension"].ToString().Replace("creation-with-upload,", "", StringComparison.Ordinal),
            ["tus/core/options/announces-what-works"], "tus/creation-with-upload/**", "tus/checksum/**", "tus/resilience/cut/in-creation"),
        new()
        {
            Name = "options/upload-without-versions",
            Breaks = "OPTIONS on an upload's URL is answered without Tus-Version.",
            Kills = ["tus/core/options/on-an-upload"],
            Break = Broken.Response(context =>
            {
                if (HttpMethods.IsOptions(context.Request.Method) && !IsCreation(context))
                {
                    context.Response.Headers.Remove("Tus-Version");
                }
            }),
        },
        new()
        {
            Name = "options/negotiates",
            Breaks = "OPTIONS in a version that is not supported is refused with 412.",
            Kills = ["tus/core/options/ignores-tus-resumable"],
            Break = Broken.Exchange((context, next) =>
            {
                if (HttpMethods.IsOptions(context.Request.Method)
                    && context.Request.Headers["Tus-Resumable"].ToString() is not ("" or "1.0.0"))
                {
                    context.Response.StatusCode = StatusCodes.Status412PreconditionFailed;
                    return Task.CompletedTask;
                }

                return next(context);
            }),
        },
        new()
        {
            Name = "options/announces-what-fails",
            Breaks = "creation-with-upload is announced, but the content of a creation is discarded.",
            Kills = ["tus/core/options/keeps-its-word"],
            MayKill = ["tus/creation-with-upload/**", "tus/creation-defer-length/**", "tus/checksum/**", "tus/checksum-trailer/**",
                "tus/core/options/announces-what-works"],
            Break = Broken.Request(request =>
            {
                if (HttpMethods.IsPost(request.Method) && request.Headers["X-HTTP-Method-Override"].Count == 0 && request.ContentLength > 0)
                {
                    request.Body = Stream.Null;
                    request.ContentLength = 0;
                }
            }),
        },
    ];

    private static bool IsCreation(HttpContext context) => context.Request.Path.Value!.TrimEnd('/') == "/files";

    private static Defect Defect(
        string name, string breaks, Action<IHeaderDictionary> change, IReadOnlyList<string> kills, params string[] mayKill) => new()
    {
        Name = $"options/{name}",
        Breaks = breaks,
        Kills = kills,
        MayKill = mayKill,
        Break = Broken.Response(context =>
        {
            if (HttpMethods.IsOptions(context.Request.Method))
            {
                change(context.Response.Headers);
            }
        }),
    };
}
