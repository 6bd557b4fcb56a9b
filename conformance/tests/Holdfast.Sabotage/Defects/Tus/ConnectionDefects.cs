using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in connections with more than one request, and in early answers.</summary>
internal static partial class ConnectionDefects
{
    private static readonly ConcurrentDictionary<string, string> First = [];
    private static readonly ConcurrentDictionary<string, int> Posts = [];

    public static IReadOnlyList<Defect> All { get; } =
    [
        Remembering("connection/remembers-the-upload", "All PATCHes of a connection go to the upload of its first.",
            ["tus/core/patch/two-uploads"], HttpMethods.IsPatch, (context, first) => context.Request.RouteValues["uploadId"] = first,
            context => $"{context.Request.RouteValues["uploadId"]}"),
        Answering("connection/remembers-an-offset", "HEAD is answered with the offset that the connection's first HEAD got.",
            ["tus/wire/connection/pipelined"], HttpMethods.IsHead),
        Answering("connection/remembers-an-acknowledgement", "PATCH is answered with the offset of the connection's first PATCH.",
            ["tus/core/patch/kept-connection"], HttpMethods.IsPatch, "tus/core/patch/two-uploads"),
        Read("connection/length-by-guess", "A body that is not sent is assumed to end where something like a request begins.",
            "connection/request-inside-body",
            bytes => InnerRequest().IsMatch(bytes) ? Length().Replace(bytes, "\r\nContent-Length: 3") : bytes),
        Read("connection/reads-what-is-there", "The body is whatever arrived together with its header section.",
            "connection/octets-after-body",
            bytes => bytes.EndsWith("holdfast holdfast.\r\n", StringComparison.Ordinal)
                ? Length().Replace(bytes, "\r\nContent-Length: 25") : bytes),
        Read("connection/refused-body-unread", "The body of a PATCH at a wrong offset, here 7, is left unread on the connection.",
            "connection/after-refused-body", bytes =>
                bytes.Contains("\r\nUpload-Offset: 7\r\n", StringComparison.Ordinal) && LargeBody().IsMatch(bytes)
                    ? Length().Replace(bytes, "\r\nContent-Length: 0") : bytes, "tus/wire/early/conflict"),
        Read("connection/close-unheeded", "Connection: close is ignored.", "connection/close",
            bytes => bytes.Replace("\r\nConnection: close\r\n", "\r\n", StringComparison.Ordinal)),
        new()
        {
            Name = "load/twenty-creations",
            Breaks = "The twenty-first creation on a connection ends in 500.",
            Kills = ["tus/core/load/creations"],
            Break = Broken.Exchange((context, next) =>
            {
                if (HttpMethods.IsPost(context.Request.Method) && Posts.AddOrUpdate(context.Connection.Id, 1, (_, posts) => posts + 1) > 20)
                {
                    context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                    return Task.CompletedTask;
                }

                return next(context);
            }),
        },
        HangsUp(StatusCodes.Status409Conflict, "conflict", "tus/core/patch/early-conflict"),
        HangsUp(StatusCodes.Status413PayloadTooLarge, "too-long"),
        HangsUp(StatusCodes.Status415UnsupportedMediaType, "media-type"),
        HangsUp(StatusCodes.Status412PreconditionFailed, "version"),
        HangsUp(StatusCodes.Status404NotFound, "unknown-upload"),
    ];

    private static Defect Read(string name, string breaks, string kills, Func<string, string> read, params string[] mayKill) =>
        new() { Name = name, Breaks = breaks, Kills = [$"tus/wire/{kills}"], MayKill = mayKill, Rewrite = new WireRewrite(read) };

    private static Defect HangsUp(int status, string kills, params string[] alsoKills) => new()
    {
        Name = $"early/hangs-up-for-{status}",
        Breaks = $"The connection of a large body that is refused with {status} is closed before the response is sent.",
        Kills = [$"tus/wire/early/{kills}", .. alsoKills],
        Break = Broken.Response(context =>
        {
            if (context.Response.StatusCode == status && context.Request.ContentLength > 64 * 1024)
            {
                context.Abort();
            }
        }),
    };

    private static Defect Remembering(
        string name, string breaks, IReadOnlyList<string> kills, Func<string, bool> isMethod, Action<HttpContext, string> apply,
        Func<HttpContext, string> remember) => new()
    {
        Name = name,
        Breaks = breaks,
        Kills = kills,
        Break = Broken.Request(request =>
        {
            if (isMethod(request.Method))
            {
                apply(request.HttpContext,
                    First.GetOrAdd($"{name} {request.HttpContext.Connection.Id}", _ => remember(request.HttpContext)));
            }
        }),
    };

    private static Defect Answering(
        string name, string breaks, IReadOnlyList<string> kills, Func<string, bool> isMethod, params string[] mayKill) => new()
    {
        Name = name,
        Breaks = breaks,
        Kills = kills,
        MayKill = mayKill,
        Break = Broken.Response(context =>
        {
            if (isMethod(context.Request.Method) && context.Response.Headers["Upload-Offset"].ToString() is { Length: > 0 } offset)
            {
                context.Response.Headers["Upload-Offset"] = First.GetOrAdd($"{name} {context.Connection.Id}", offset);
            }
        }),
    };

    [GeneratedRegex(@"\r\nContent-Length: \d{3}")]
    private static partial Regex LargeBody();

    [GeneratedRegex(@"\r\n\r\nabcDELETE ")]
    private static partial Regex InnerRequest();

    [GeneratedRegex(@"\r\nContent-Length: *[^\r\n]*")]
    private static partial Regex Length();
}
