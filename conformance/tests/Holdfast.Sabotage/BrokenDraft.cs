using Holdfast.Server;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage;

/// <summary>Defects in what the server reads and says of the IETF draft.</summary>
internal static class BrokenDraft
{
    public const string Offset = "Upload-Offset";
    public const string Complete = "Upload-Complete";
    public const string Length = "Upload-Length";
    public const string Limit = "Upload-Limit";
    public const string Interop = "Upload-Draft-Interop-Version";

    /// <summary>A defect of the draft.</summary>
    /// <param name="name">Area and words.</param>
    /// <param name="breaks">What the server does wrong.</param>
    /// <param name="how">Puts it in.</param>
    /// <param name="kills">The cases that must notice, without <c>ietf/</c>.</param>
    public static Defect Defect(string name, string breaks, Break how, params IEnumerable<string> kills) =>
        new() { Name = $"ietf/{name}", Breaks = breaks, Break = how, Kills = [.. kills.Select(id => $"ietf/{id}")] };

    /// <summary>A field of a request that has it is read as something else; null for as if it were not there.</summary>
    public static Break Field(string method, string name, Func<HttpRequest, string, string?> read) => Broken.Request(request =>
    {
        if (request.Method == method && request.Headers.TryGetValue(name, out var lines))
        {
            // Empty lines count: a list of one and nothing is no item.
            request.Headers[name] = read(request, string.Join(", ", lines.ToArray()));
        }
    });

    public static Break Field(string method, string name, Func<string, string?> read) => Field(method, name, (_, value) => read(value));

    /// <summary>Answers to a method are changed before they go out.</summary>
    public static Break Answer(string method, Action<HttpContext> change) => Broken.Response(context =>
    {
        if (context.Request.Method == method)
        {
            change(context);
        }
    });

    /// <summary>Successes of a method are changed before they go out.</summary>
    public static Break Success(string method, Action<HttpContext, IHeaderDictionary> change) => Answer(method, context =>
    {
        if (context.Response.StatusCode is >= 200 and < 300)
        {
            change(context, context.Response.Headers);
        }
    });

    /// <summary>Refusals of a method are changed before they go out.</summary>
    public static Break Refusal(string method, Action<HttpContext, IHeaderDictionary> change) => Answer(method, context =>
    {
        if (context.Response.StatusCode is >= 400 and < 500)
        {
            change(context, context.Response.Headers);
        }
    });

    /// <summary>One status stands in for another.</summary>
    public static Break Status(string method, int right, int wrong) => Answer(method, context =>
        context.Response.StatusCode = context.Response.StatusCode == right ? wrong : context.Response.StatusCode);

    /// <summary>Answers some requests with a status of its own, and does nothing.</summary>
    public static Break Instead(string method, Func<UploadInfo?, HttpRequest, bool> isMeant, int status) => Broken.Exchange(async (context, next, store) =>
    {
        if (context.Request.Method == method && isMeant(await StoredAsync(context, store), context.Request))
        {
            Say(context, status);
            return;
        }

        await next(context);
    });

    /// <summary>Does something before requests to uploads that are there.</summary>
    public static Break Before(string method, Func<HttpContext, UploadInfo, IUploadStore, Task> act) => Broken.Exchange(async (context, next, store) =>
    {
        if (context.Request.Method == method && await StoredAsync(context, store) is { } upload)
        {
            await act(context, upload, store);
        }

        await next(context);
    });

    /// <summary>Writes another description of an upload.</summary>
    public static ValueTask<UploadInfo> DescribeAsync(IUploadStore store, UploadInfo upload) =>
        ((IUpdatingStore)store).UpdateAsync(upload, default);

    /// <summary>Ends the exchange with a status and no content.</summary>
    public static void Say(HttpContext context, int status) => context.Response.StatusCode = status;

    /// <summary>Whether a request says that its content is the last.</summary>
    public static bool Completes(HttpRequest request) => request.Headers[Complete] == "?1";

    private static async Task<UploadInfo?> StoredAsync(HttpContext context, IUploadStore store) =>
        Broken.IdOf(context) is { Length: > 0 } id ? await store.GetInfoAsync(id, CancellationToken.None) : null;
}
