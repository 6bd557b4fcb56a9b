using Holdfast.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage;

/// <summary>The places at which a defect can be put in: around the requests, or in the store, the locks and the settings.</summary>
internal static class Broken
{
    /// <summary>The server sees another request than the one that was sent.</summary>
    public static Break Request(Action<HttpRequest> change) => Exchange((context, next) =>
    {
        change(context.Request);
        return next(context);
    });

    /// <summary>The client gets another response head than the one that was meant.</summary>
    public static Break Response(Action<HttpContext> change) => Exchange((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            change(context);
            return Task.CompletedTask;
        });
        return next(context);
    });

    /// <summary>Anything may happen around the sound server, or in its place.</summary>
    public static Break Exchange(Func<HttpContext, RequestDelegate, Task> middleware) => Exchange((context, next, _) => middleware(context, next));

    /// <summary>As above, for a defect that looks into the store.</summary>
    public static Break Exchange(Func<HttpContext, RequestDelegate, IUploadStore, Task> middleware) => (sound, _) => sound with
    {
        Configure = application =>
        {
            sound.Configure?.Invoke(application);
            application.Use((HttpContext context, RequestDelegate next) => middleware(context, next, sound.Uploads.Store));
        },
    };

    /// <summary>The uploads are kept by something worse than the file store.</summary>
    public static Break Store(Func<IUploadStore, string, IUploadStore> replace) =>
        (sound, directory) => sound with { Uploads = sound.Uploads with { Store = replace(sound.Uploads.Store, directory) } };

    /// <summary>The server is set up as its promises do not allow.</summary>
    public static Break Uploads(Func<UploadOptions, UploadOptions> change) => (sound, _) => sound with { Uploads = change(sound.Uploads) };

    /// <summary>Two things are wrong at once, where one alone would show nothing.</summary>
    public static Break Both(Break first, Break second) => (sound, directory) => second(first(sound, directory), directory);

    /// <summary>What a server remembers where it should not; every server gets a memory of its own.</summary>
    public static Break Remembering<T>(Func<T, Break> make)
        where T : new() => (sound, directory) => make(new T())(sound, directory);

    /// <summary>A creation's field is read as something else; null for as if it were not there.</summary>
    public static Break CreationField(string name, Func<string, string?> read) => Request(request =>
    {
        if (HttpMethods.IsPost(request.Method) && request.Headers.TryGetValue(name, out var lines))
        {
            request.Headers[name] = read(lines.ToString());
        }
    });

    /// <summary>HEAD tells something else than is known.</summary>
    public static Break Head(Action<IHeaderDictionary> change) => Response(context =>
    {
        if (HttpMethods.IsHead(context.Request.Method) && context.Response.StatusCode == StatusCodes.Status200OK)
        {
            change(context.Response.Headers);
        }
    });

    /// <summary>The upload that a request's path names.</summary>
    public static string IdOf(HttpContext context) => (context.Request.RouteValues["uploadId"] as string ?? "").Trim('/');

    /// <summary>Removes an upload.</summary>
    public static ValueTask TerminateAsync(IUploadStore store, string id) =>
        ((ITerminatingStore)store).TerminateAsync(new UploadInfo { Id = id, Length = null }, default);

    /// <summary>The id in the <c>Location</c> of an answer.</summary>
    public static string IdIn(HttpResponse response) => response.Headers.Location.ToString().Split('/')[^1];
}
