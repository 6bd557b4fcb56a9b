using System.Collections.Concurrent;
using System.Globalization;
using Holdfast.Server.Locks;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;
using static Holdfast.Sabotage.Http.BrokenDraft;

namespace Holdfast.Sabotage.Defects.Ietf;

/// <summary>Defects that show when several requests of the draft concern one upload.</summary>
internal static class ConcurrencyDefects
{
    // The cases that send a request while a transfer hangs or was just cut.
    private static readonly string[] Hanging =
        ["ietf/concurrency/**", "ietf/http2/**", "ietf/resilience/**", "ietf/framing/**", "ietf/cancellation/ends-transfer",
            "ietf/append/length-from-last", "ietf/interim/usable-at-once", "ietf/interim/progress-append"];

    public static IReadOnlyList<Defect> All { get; } =
    [
        Defect("concurrency/old-transfer-not-ended", "A request that arrives while a transfer stalls is refused with 423.",
            Locked(TimeSpan.FromMilliseconds(500)),
            "concurrency/retrieval-takes-over", "concurrency/creation-runs") with { MayKill = Hanging },
        Defect("concurrency/waits-for-the-old-transfer", "A request that arrives while a transfer stalls waits until that transfer ends.",
            Locked(TimeSpan.FromSeconds(60)),
            "concurrency/retrieval-takes-over", "concurrency/append-takes-over", "concurrency/creation-runs") with { MayKill = Hanging },
        Defect("concurrency/zombie-octets", "When bytes of an abandoned transfer arrive late, they are appended.", Broken.Both(
            Broken.Uploads(sound => sound with { Locker = new NoOpLocker(), NetworkTimeout = TimeSpan.FromSeconds(30) }),
            Broken.Store((sound, directory) => new OffsetIgnoringStore(sound, directory))),
            "concurrency/retrieval-takes-over") with { MayKill = Hanging },
        Defect("concurrency/no-locks", "Two appends can write at the same time, and the offset advances when one ends.", Broken.Both(
            Broken.Uploads(sound => sound with { Locker = new NoOpLocker() }),
            Broken.Store((sound, directory) => new StaleOffsetStore(sound, directory))),
            "concurrency/two-appends") with { MayKill = Hanging },
        Defect("concurrency/late-last-crashes", "A last append that arrives after another has completed the upload ends in 500.",
            Broken.Exchange((context, next, store) =>
        {
            context.Response.OnStarting(async () =>
            {
                var isLate = context is { Request: { Method: "PATCH", ContentLength: > 0 }, Response.StatusCode: 400 or 409 or 423 }
                    && Completes(context.Request) && await IsCompleteAsync(context, store);
                context.Response.StatusCode = isLate ? StatusCodes.Status500InternalServerError : context.Response.StatusCode;
            });
            return next(context);
        }), "concurrency/two-last-appends"),
        Defect("concurrency/counts-what-is-announced", "A retrieval counts all of the Content-Length of a running append.",
            CountsWhatIsAnnounced(),
            "concurrency/retrieval-takes-over", "concurrency/retrieval-storm") with
            {
                MayKill = [.. Hanging, "ietf/append/void-completeness", "ietf/interim/expect-refused"],
            },
        Defect("concurrency/creation-not-found", "An upload whose creation still runs is not found.",
            CreationNotFound(), "concurrency/creation-runs") with { MayKill = ["ietf/interim/usable-at-once", "ietf/resilience/**"] },
    ];

    private static Break Locked(TimeSpan patience) => Broken.Uploads(sound => sound with
    {
        Locker = new SilentLocker(new MemoryUploadLocker()),
        NetworkTimeout = TimeSpan.FromSeconds(30),
        AcquireLockTimeout = patience,
    });

    private static async Task<bool> IsCompleteAsync(HttpContext context, IUploadStore store) =>
        Broken.IdOf(context) is { Length: > 0 } id && await store.GetInfoAsync(id, CancellationToken.None) is { IsComplete: true };

    private static Break CountsWhatIsAnnounced()
    {
        var running = new ConcurrentDictionary<string, long>();
        return Broken.Exchange(async (context, next) =>
        {
            var id = Broken.IdOf(context);
            if (context.Request is { Method: "PATCH", ContentLength: { } length })
            {
                running[id] = length;
                context.Response.OnCompleted(() =>
                {
                    running.TryRemove(id, out _);
                    return Task.CompletedTask;
                });
            }

            var announced = context.Request.Method == "HEAD" && running.TryGetValue(id, out var bytes) ? bytes : 0;
            context.Response.OnStarting(() =>
            {
                if (announced > 0 && long.TryParse(context.Response.Headers[Offset], CultureInfo.InvariantCulture, out var offset))
                {
                    context.Response.Headers[Offset] = (offset + announced).ToString(CultureInfo.InvariantCulture);
                }

                return Task.CompletedTask;
            });
            await next(context);
        });
    }

    private static Break CreationNotFound()
    {
        var running = new ConcurrentDictionary<string, string>();
        return Broken.Both(
            BrokenInterim.Announcement((context, fields) =>
            {
                running[context.TraceIdentifier] = fields.Single(field => field.Key == "Location").Value.Split('/')[^1];
                return fields;
            }),
            Broken.Exchange(async (context, next) =>
            {
                if (context.Request.Method == "HEAD" && running.Values.Contains(Broken.IdOf(context)))
                {
                    Say(context, StatusCodes.Status404NotFound);
                    return;
                }

                await next(context);
                running.TryRemove(context.TraceIdentifier, out _);
            }));
    }
}
