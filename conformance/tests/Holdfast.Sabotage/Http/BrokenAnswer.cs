using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Http;

/// <summary>Defects in answers about one upload that depend on what is stored.</summary>
internal static class BrokenAnswer
{
    /// <summary>The id of the upload in a request's path.</summary>
    public static string IdOf(HttpRequest request) => request.Path.Value!.TrimEnd('/').Split('/')[^1];

    /// <summary>The case that sent a request, from the header field that the suite sends.</summary>
    public static string ClientOf(HttpRequest request) => request.Headers["Holdfast-Case"].ToString();

    /// <summary>Changes the response head where <paramref name="isMeant"/> holds for the upload as it was before the request.</summary>
    public static Break Of(string method, Func<UploadInfo, bool> isMeant, Action<HttpContext, UploadInfo> change) =>
        Broken.Exchange(async (context, next, store) =>
    {
        if (context.Request.Method == method && await store.GetInfoAsync(IdOf(context.Request), CancellationToken.None) is { } upload
            && isMeant(upload))
        {
            context.Response.OnStarting(() =>
            {
                change(context, upload);
                return Task.CompletedTask;
            });
        }

        await next(context);
    });

    /// <summary>Answers some tus 1.0.0 requests with <paramref name="status"/> and does nothing else.</summary>
    public static Break Instead(string method, Func<UploadInfo?, HttpRequest, bool> isMeant, int status) =>
        Broken.Exchange(async (context, next, store) =>
    {
        if (context.Request.Method == method && context.Request.Headers["Tus-Resumable"] == "1.0.0"
            && isMeant(await store.GetInfoAsync(IdOf(context.Request), CancellationToken.None), context.Request))
        {
            Say(context, status);
            return;
        }

        await next(context);
    });

    /// <summary>Sets the status, and <c>Tus-Resumable</c>.</summary>
    public static void Say(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["Tus-Resumable"] = "1.0.0";
    }
}
