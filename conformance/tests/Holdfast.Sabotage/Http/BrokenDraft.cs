using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Http;

/// <summary>Defects in requests and answers of the IETF draft.</summary>
internal static class BrokenDraft
{
    public const string Offset = "Upload-Offset";
    public const string Complete = "Upload-Complete";
    public const string Length = "Upload-Length";
    public const string Limit = "Upload-Limit";
    public const string Interop = "Upload-Draft-Interop-Version";

    /// <summary>A defect of the draft.</summary>
    /// <param name="name">An area and a few words.</param>
    /// <param name="breaks">What the server does wrong.</param>
    /// <param name="how">Puts the defect into the server.</param>
    /// <param name="kills">The cases that must detect it, without <c>ietf/</c>.</param>
    public static Defect Defect(string name, string breaks, Break how, params IEnumerable<string> kills) =>
        new() { Name = $"ietf/{name}", Breaks = breaks, Break = how, Kills = [.. kills.Select(id => $"ietf/{id}")] };

    /// <summary>Changes a header field of requests that have it; null removes it.</summary>
    public static Break Field(string method, string name, Func<HttpRequest, string, string?> read) => Broken.Request(request =>
    {
        if (request.Method == method && request.Headers.TryGetValue(name, out var lines))
        {
            // Empty lines are kept: a list of one member and an empty line is not an Item.
            request.Headers[name] = read(request, string.Join(", ", lines.ToArray()));
        }
    });

    public static Break Field(string method, string name, Func<string, string?> read) => Field(method, name, (_, value) => read(value));

    /// <summary>Changes the answers to a method.</summary>
    public static Break Answer(string method, Action<HttpContext> change) => Broken.Response(context =>
    {
        if (context.Request.Method == method)
        {
            change(context);
        }
    });

    /// <summary>Changes the 2xx answers to a method.</summary>
    public static Break Success(string method, Action<HttpContext, IHeaderDictionary> change) => Answer(method, context =>
    {
        if (context.Response.StatusCode is >= 200 and < 300)
        {
            change(context, context.Response.Headers);
        }
    });

    /// <summary>Changes the 4xx answers to a method.</summary>
    public static Break Refusal(string method, Action<HttpContext, IHeaderDictionary> change) => Answer(method, context =>
    {
        if (context.Response.StatusCode is >= 400 and < 500)
        {
            change(context, context.Response.Headers);
        }
    });

    /// <summary>Replaces one status with another.</summary>
    public static Break Status(string method, int right, int wrong) => Answer(method, context =>
        context.Response.StatusCode = context.Response.StatusCode == right ? wrong : context.Response.StatusCode);

    /// <summary>Answers some requests with <paramref name="status"/> and does nothing else.</summary>
    public static Break Instead(string method, Func<UploadInfo?, HttpRequest, bool> isMeant, int status) =>
        Broken.Exchange(async (context, next, store) =>
    {
        if (context.Request.Method == method && isMeant(await StoredAsync(context, store), context.Request))
        {
            Say(context, status);
            return;
        }

        await next(context);
    });

    /// <summary>Runs <paramref name="act"/> before requests to uploads that exist.</summary>
    public static Break Before(string method, Func<HttpContext, UploadInfo, IUploadStore, Task> act) =>
        Broken.Exchange(async (context, next, store) =>
    {
        if (context.Request.Method == method && await StoredAsync(context, store) is { } upload)
        {
            await act(context, upload, store);
        }

        await next(context);
    });

    /// <summary>Replaces the stored description of an upload.</summary>
    public static ValueTask<UploadInfo> DescribeAsync(IUploadStore store, UploadInfo upload) =>
        ((IUpdatingStore)store).UpdateAsync(upload, default);

    /// <summary>Answers with a status and no content.</summary>
    public static void Say(HttpContext context, int status) => context.Response.StatusCode = status;

    /// <summary>Whether a request says that its content is the last.</summary>
    public static bool Completes(HttpRequest request) => request.Headers[Complete] == "?1";

    private static async Task<UploadInfo?> StoredAsync(HttpContext context, IUploadStore store) =>
        Broken.IdOf(context) is { Length: > 0 } id ? await store.GetInfoAsync(id, CancellationToken.None) : null;
}
