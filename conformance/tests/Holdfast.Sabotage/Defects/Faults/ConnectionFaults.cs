using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Sabotage.Defects.Faults;

/// <summary>Defects in connections that are reused or kept open.</summary>
internal static class ConnectionFaults
{
    public static IEnumerable<Defect> All { get; } =
    [
        .. Fault.Both("refusal-sticks", "Every request after a refused one on the same connection is refused, too.", RefusalSticks(),
            [],
            "keep-alive/after-deleted-append", "keep-alive/after-deleted-delete", "keep-alive/after-deleted-head",
            "keep-alive/after-malformed-offset",
            "keep-alive/after-wrong-offset"),
        .. Fault.Both("refused-body-is-the-next-request", "The body of a refused append is read as the next request of its connection.",
            RefusedBodyIsNext(),
            [],
            "keep-alive/after-deleted-append", "keep-alive/after-malformed-offset", "keep-alive/after-wrong-offset"),
        .. Fault.Both("connection-remembers-the-offset",
            "HEAD is answered with the first offset that its connection was given for the upload.",
            ConnectionRemembers(),
            [],
            "keep-alive/after-deleted-append", "keep-alive/after-deleted-delete", "keep-alive/after-deleted-head",
            "keep-alive/after-malformed-offset",
            "keep-alive/after-wrong-offset"),
        .. Fault.Both("head-keeps-the-lock", "HEAD keeps its upload locked as long as its connection is open, and others get 500.",
            HeadKeepsLock(),
            ["network/**"],
            "keep-alive/beside-black-hole", "keep-alive/beside-fin", "keep-alive/beside-reset", "lost-answer/head"),
    ];

    private static Break RefusalSticks()
    {
        var refused = new ConcurrentDictionary<string, int>();
        return Broken.Exchange(async (context, next) =>
        {
            if (refused.TryRemove(context.Connection.Id, out var status))
            {
                BrokenAnswer.Say(context, status);
                return;
            }

            await next(context);
            if (context.Response.StatusCode is >= 400 and < 500)
            {
                refused[context.Connection.Id] = context.Response.StatusCode;
            }
        });
    }

    private static Break RefusedBodyIsNext()
    {
        var unread = new ConcurrentDictionary<string, bool>();
        return Broken.Exchange(async (context, next) =>
        {
            if (unread.TryRemove(context.Connection.Id, out _))
            {
                BrokenAnswer.Say(context, StatusCodes.Status400BadRequest);
                return;
            }

            await next(context);
            if (context is { Request: { Method: "PATCH", ContentLength: > 0 }, Response.StatusCode: >= 400 and < 500 })
            {
                unread[context.Connection.Id] = true;
            }
        });
    }

    private static Break ConnectionRemembers()
    {
        var told = new ConcurrentDictionary<(string, string), string>();
        return Broken.Response(context =>
        {
            if (context is { Request.Method: "HEAD", Response.StatusCode: < 300 })
            {
                var headers = context.Response.Headers;
                headers["Upload-Offset"] =
                    told.GetOrAdd((context.Connection.Id, Broken.IdOf(context)), headers["Upload-Offset"].ToString());
            }
        });
    }

    // The time that the FIN of a client that has just closed needs to arrive.
    private static Break HeadKeepsLock()
    {
        var held = new ConcurrentDictionary<string, string>();
        return Broken.Exchange(async (context, next) =>
        {
            var (id, own) = (Broken.IdOf(context), context.Connection.Id);
            for (var time = 0; id.Length > 0 && held.TryGetValue(id, out var holder) && holder != own; time++)
            {
                if (time == 15)
                {
                    BrokenAnswer.Say(context, StatusCodes.Status500InternalServerError);
                    return;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }

            if (context.Request.Method == "HEAD")
            {
                held[id] = own;
                context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().ConnectionClosed.Register(
                    () => held.TryRemove(new(id, own)));
            }

            await next(context);
        });
    }
}
