using Holdfast.Server;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage;

/// <summary>Defects in the answer to a request for one upload, which depend on what is stored.</summary>
internal static class BrokenAnswer
{
    /// <summary>The name of the upload that a path leads to.</summary>
    public static string IdOf(HttpRequest request) => request.Path.Value!.TrimEnd('/').Split('/')[^1];

    /// <summary>Who sent it: the suite marks the requests of one case, as a client's cookie would.</summary>
    public static string ClientOf(HttpRequest request) => request.Headers["Holdfast-Case"].ToString();

    /// <summary>Changes the head of the answer about uploads of a kind, as it was stored before the request.</summary>
    public static Break Of(string method, Func<UploadInfo, bool> isMeant, Action<HttpContext, UploadInfo> change) => Broken.Exchange(async (context, next, store) =>
    {
        if (context.Request.Method == method && await store.GetInfoAsync(IdOf(context.Request), CancellationToken.None) is { } upload && isMeant(upload))
        {
            context.Response.OnStarting(() =>
            {
                change(context, upload);
                return Task.CompletedTask;
            });
        }

        await next(context);
    });

    /// <summary>Answers requests in tus 1.0.0 about uploads of a kind with a status of its own, and does nothing.</summary>
    public static Break Instead(string method, Func<UploadInfo?, HttpRequest, bool> isMeant, int status) => Broken.Exchange(async (context, next, store) =>
    {
        if (context.Request.Method == method && context.Request.Headers["Tus-Resumable"] == "1.0.0"
            && isMeant(await store.GetInfoAsync(IdOf(context.Request), CancellationToken.None), context.Request))
        {
            Say(context, status);
            return;
        }

        await next(context);
    });

    /// <summary>A status, in the manner of tus.</summary>
    public static void Say(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["Tus-Resumable"] = "1.0.0";
    }
}
