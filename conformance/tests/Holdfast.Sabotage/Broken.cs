using Holdfast.Server.Core;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage;

/// <summary>The places where a defect can be put: requests and answers, the store, the locks, the settings.</summary>
internal static class Broken
{
    /// <summary>Changes requests before the server reads them.</summary>
    public static Break Request(Action<HttpRequest> change) => Exchange((context, next) =>
    {
        change(context.Request);
        return next(context);
    });

    /// <summary>Changes response heads before they are sent.</summary>
    public static Break Response(Action<HttpContext> change) => Exchange((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            change(context);
            return Task.CompletedTask;
        });
        return next(context);
    });

    /// <summary>
    /// Lets the sound server answer, and runs <paramref name="answered"/> before its response leaves: the client's next request may arrive
    /// before this one has ended, and would find nothing of what is only recorded then.
    /// </summary>
    public static Task AnswerAsync(HttpContext context, RequestDelegate next, Action answered) =>
        AnswerAsync(context, next, () =>
        {
            answered();
            return Task.CompletedTask;
        });

    /// <inheritdoc cref="AnswerAsync(HttpContext, RequestDelegate, Action)"/>
    public static Task AnswerAsync(HttpContext context, RequestDelegate next, Func<Task> answered)
    {
        context.Response.OnStarting(answered);
        return next(context);
    }

    /// <summary>Adds a middleware in front of the sound server; it may answer in its place.</summary>
    public static Break Exchange(Func<HttpContext, RequestDelegate, Task> middleware) =>
        Exchange((context, next, _) => middleware(context, next));

    /// <summary>Adds a middleware that is given the store.</summary>
    public static Break Exchange(Func<HttpContext, RequestDelegate, IUploadStore, Task> middleware) => (sound, _) => sound with
    {
        Configure = application =>
        {
            sound.Configure?.Invoke(application);
            application.Use((HttpContext context, RequestDelegate next) => middleware(context, next, sound.Uploads.Store));
        },
    };

    /// <summary>Replaces the store.</summary>
    public static Break Store(Func<IUploadStore, string, IUploadStore> replace) =>
        (sound, directory) => sound with { Uploads = sound.Uploads with { Store = replace(sound.Uploads.Store, directory) } };

    /// <summary>Changes the settings of the uploads.</summary>
    public static Break Uploads(Func<UploadOptions, UploadOptions> change) => (sound, _) => sound with { Uploads = change(sound.Uploads) };

    /// <summary>Combines two changes, where one alone would not show.</summary>
    public static Break Both(Break first, Break second) => (sound, directory) => second(first(sound, directory), directory);

    /// <summary>A defect with state; each server gets a state of its own.</summary>
    public static Break Remembering<T>(Func<T, Break> make)
        where T : new() => (sound, directory) => make(new T())(sound, directory);

    /// <summary>Changes a header field of a creation; null removes it.</summary>
    public static Break CreationField(string name, Func<string, string?> read) => Request(request =>
    {
        if (HttpMethods.IsPost(request.Method) && request.Headers.TryGetValue(name, out var lines))
        {
            request.Headers[name] = read(lines.ToString());
        }
    });

    /// <summary>Changes the header fields of a successful answer to HEAD.</summary>
    public static Break Head(Action<IHeaderDictionary> change) => Response(context =>
    {
        if (HttpMethods.IsHead(context.Request.Method) && context.Response.StatusCode == StatusCodes.Status200OK)
        {
            change(context.Response.Headers);
        }
    });

    /// <summary>The id of the upload in a request's path.</summary>
    public static string IdOf(HttpContext context) => (context.Request.RouteValues["uploadId"] as string ?? "").Trim('/');

    /// <summary>Removes an upload.</summary>
    public static ValueTask TerminateAsync(IUploadStore store, string id) =>
        ((ITerminatingStore)store).TerminateAsync(new UploadInfo { Id = id, Length = null }, default);

    /// <summary>The id of the upload in an answer's <c>Location</c>.</summary>
    public static string IdIn(HttpResponse response) => response.Headers.Location.ToString().Split('/')[^1];
}
