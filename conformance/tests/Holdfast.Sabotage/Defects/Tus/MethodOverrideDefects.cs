using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in X-HTTP-Method-Override.</summary>
internal static class MethodOverrideDefects
{
    private const string Override = "X-HTTP-Method-Override";
    private const string Area = "tus/core/method-override/";

    private static readonly string[] Known = ["POST", "PATCH", "HEAD", "DELETE", "GET", "OPTIONS"];

    public static IReadOnlyList<Defect> All { get; } =
    [
        Request("not-read", "X-HTTP-Method-Override is ignored.", ["patch", "head", "delete", "real-method-ignored"],
            request => request.Headers.Remove(Override), Area + "**"),
        Request("only-on-post", "X-HTTP-Method-Override is read on POST only.",
            ["real-method-ignored", "put-means-patch", "delete-means-head"],
            request =>
        {
            if (!HttpMethods.IsPost(request.Method))
            {
                request.Headers.Remove(Override);
            }
        }),
        Request("not-for-delete", "The override DELETE is ignored.", ["delete"], request =>
        {
            if (request.Headers[Override] == "DELETE")
            {
                request.Headers[Override] = "HEAD";
            }
        }),
        Request("unknown-is-passed-over", "An override that names no method of tus is ignored.", ["unknown", "trace-and-connect"],
            request =>
        {
            if (!Known.Contains(request.Headers[Override].ToString()))
            {
                request.Headers.Remove(Override);
            }
        }, Area + "small-letters", Area + "twice"),
        Request("last-line-counts", "When there are several X-HTTP-Method-Override lines, the last counts.", ["twice"], request =>
        {
            if (request.Headers[Override].Count > 1)
            {
                request.Headers[Override] = request.Headers[Override][^1];
            }
        }),
        Request("preflight-is-overridden", "The override of a CORS preflight is carried out.", ["preflight"], request =>
        {
            if (HttpMethods.IsOptions(request.Method) && request.Headers[Override].ToString() is { Length: > 0 } named)
            {
                request.Method = named;
            }
        }),
        Request("own-method-unknown", "An override that names the request's own method is refused as unknown.", ["same-method"], request =>
        {
            if (request.Headers[Override] == request.Method)
            {
                request.Headers[Override] = "NONE";
            }
        }),
        new()
        {
            Name = "method-override/small-letters-by-half",
            Breaks = "The override patch, in lower case, appends and is then answered with 405.",
            Kills = [Area + "small-letters"],
            Break = Broken.Exchange(async (context, next) =>
            {
                if (context.Request.Headers[Override] == "patch")
                {
                    context.Request.Headers[Override] = "PATCH";
                    context.Response.OnStarting(() =>
                    {
                        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
                        return Task.CompletedTask;
                    });
                }

                await next(context);
            }),
        },
    ];

    private static Defect Request(string name, string breaks, string[] kills, Action<HttpRequest> change, params string[] mayKill) => new()
    {
        Name = $"method-override/{name}",
        Breaks = breaks,
        Kills = [.. kills.Select(kill => Area + kill)],
        MayKill = mayKill,
        Break = Broken.Request(request =>
        {
            if (request.Headers.ContainsKey(Override))
            {
                change(request);
            }
        }),
    };
}
