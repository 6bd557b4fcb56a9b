using System.Collections.Concurrent;
using System.Globalization;
using Holdfast.Server.Core;
using Holdfast.Server.Locks;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Faults;

/// <summary>Defects in handing an upload over to another request while it is written.</summary>
internal static class HandoverFaults
{
    private const string Offset = "Upload-Offset";

    public static IEnumerable<Defect> All { get; } =
    [
        .. Fault.Both("handover-forgets-the-holder",
            "When another request takes over an upload, the bytes that its holder has sent are discarded.",
            BodyEndings.On(BodyEnd.Stopped, (cut, store) => store.Keep(cut.Id, cut.Offset)),
            ["race/**"],
            "cut/first-octet/black-hole", "cut/in-body/black-hole", "cut/last-octet/black-hole", "tus/resilience/stall/handover-by-head",
            "tus/resilience/stall/until-timeout"),
        .. Fault.Both("handover-fills-up",
            "When another request takes over an upload, the bytes that its holder has not sent are stored as zeros.",
            BodyEndings.On(BodyEnd.Stopped, (cut, store) => store.Extend(cut.Id, cut.Offset + (CurrentRequest.Value.ContentLength ?? 0))),
            ["network/**", "cut/**", "handover/**", "keep-alive/**", "race/**", "zombie/**", "tus/resilience/stall/**"],
            "cut/after-head/black-hole", "cut/first-octet/black-hole", "cut/in-body/black-hole", "cut/last-octet/black-hole",
            "handover/four-appends",
            "handover/four-heads", "tus/resilience/stall/before-body", "tus/resilience/stall/until-timeout",
            "ietf/resilience/interim/taken-for-final", "ietf/resilience/race/two-appends"),
        .. Fault.Both("rolled-back-after-head",
            "HEAD reports the bytes that the running append has sent, and they are discarded right afterwards.",
            RolledBackAfterHead(),
            ["cut/**", "handover/**", "intermediary/**", "keep-alive/**", "network/**", "race/**", "zombie/**", "lost-answer/append",
                "tus/resilience/stall/**"],
            "cut/first-octet/black-hole", "cut/in-body/black-hole", "cut/last-octet/black-hole"),
        .. Fault.Both("interrupted-is-success", "An append that is interrupted is answered with success for all of its Content-Length.",
            InterruptedIsSuccess(),
            ["handover/**", "ietf/resilience/interim/**", "race/**", "zombie/**", "tus/resilience/stall/**"],
            "handover/append-from-fast", "handover/append-from-slow", "handover/append-from-stalled", "handover/four-appends",
            "race/eight-appends",
            "race/sixty-four-appends", "tus/resilience/link/longer-than-declared"),
        .. Fault.Both("late-octets-appended", "When bytes of an abandoned transfer arrive late, they are appended.",
            Broken.Both(
            Broken.Uploads(sound => sound with { Locker = new NoOpLocker(), NetworkTimeout = TimeSpan.FromSeconds(10) }),
            Broken.Store((sound, directory) => new OffsetIgnoringStore(sound, directory))),
            ["duplicate/**", "handover/**", "network/**", "race/**", "zombie/**", "tus/resilience/concatenation/**",
                "tus/resilience/stall/**"],
            "handover/head-from-slow", "handover/head-from-stalled", "zombie/after-completion", "zombie/during-resume",
            "ietf/resilience/handover/head-from-fast"),
        .. Fault.Both("two-writers", "Two requests can write to one upload at the same time, and the offset advances when a body ends.",
            Broken.Both(
            Broken.Uploads(sound => sound with { Locker = new NoOpLocker() }),
            Broken.Store((sound, directory) => new StaleOffsetStore(sound, directory))),
            ["handover/**", "network/**", "race/**", "zombie/**", "cut/in-body/reset", "tus/resilience/concatenation/**",
                "tus/resilience/stall/**"],
            "handover/append-from-slow", "handover/append-from-stalled", "handover/four-appends", "handover/one-of-each",
            "race/eight-appends",
            "race/sixty-four-appends", "tus/resilience/race/two-appends"),
        .. Fault.Both("busy-is-a-crash",
            "The request that holds an upload is not interrupted, and a request that waits for 100 ms gets 500.",
            Broken.Both(
            Broken.Uploads(sound => sound with
            {
                Locker = new SilentLocker(new MemoryUploadLocker()),
                NetworkTimeout = TimeSpan.FromSeconds(5),
                AcquireLockTimeout = TimeSpan.FromMilliseconds(100),
            }), BusyIsCrash()),
            ["network/**", "cut/**", "handover/**", "keep-alive/**", "zombie/**", "tus/resilience/stall/**"],
            "cut/after-head/black-hole", "cut/first-octet/black-hole", "handover/delete-from-fast", "handover/delete-from-slow",
            "handover/delete-from-stalled", "tus/resilience/stall/before-body", "tus/resilience/stall/delete",
            "ietf/resilience/interim/taken-for-final", "network/cable-pulled"),
        .. Fault.Both("waiter-forgotten", "When several requests wait for an upload, all but one get 500.", Broken.Both(
            Broken.Uploads(sound => sound with { Locker = new SingleWaiterLocker(new MemoryUploadLocker()) }), BusyIsCrash()),
            ["network/**"],
            "handover/four-heads"),
        .. Fault.Both("expiry-does-not-wait", "An upload expires while an append still runs, and that append is answered with success.",
            Broken.Both(
            Broken.Uploads(sound => sound with { Expiration = new ExpirationOptions { Unfinished = ExpiringDuringAppendStore.Lifetime } }),
            Broken.Store((sound, directory) => new ExpiringDuringAppendStore(sound, directory))),
            ["network/**", "tus/resilience/stall/**"],
            "expiry/during-append"),
        Fault.Tus("head-tells-the-announced", "HEAD counts all of the Content-Length of an append that it interrupts.",
            HeadTellsAnnounced(),
            ["cut/**", "duplicate/**", "handover/**", "keep-alive/**", "network/**", "race/**", "zombie/**", "tus/resilience/stall/**"],
            "cut/after-head/black-hole", "cut/in-body/black-hole", "stall/before-body"),
        .. Fault.Both("offset-from-a-cache", "HEAD repeats the previous HEAD's offset for a second, unless an append has succeeded since.",
            OffsetFromCache(),
            ["race/**"],
            "network/flapping-cuts", "ietf/resilience/keep-alive/beside-black-hole", "ietf/resilience/keep-alive/beside-fin",
            "ietf/resilience/keep-alive/beside-reset", "ietf/resilience/zombie/two-generations"),
    ];

    private static Break BusyIsCrash() => Broken.Response(context =>
    {
        if (context.Response.StatusCode == StatusCodes.Status423Locked)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    });

    private static Break RolledBackAfterHead()
    {
        var running = new ConcurrentDictionary<string, long>();
        return (sound, directory) => Broken.Exchange(async (context, next, store) =>
        {
            var id = Broken.IdOf(context);
            var isAppend = context.Request.Method == "PATCH";
            if (isAppend && await store.GetInfoAsync(id, CancellationToken.None) is { } upload)
            {
                running.TryAdd(id, upload.Offset);
            }

            if (context.Request.Method == "HEAD" && running.TryGetValue(id, out var start))
            {
                context.Response.OnCompleted(() =>
                {
                    if (File.Exists(Path.Combine(directory, id)))
                    {
                        using var file = File.OpenHandle(
                            Path.Combine(directory, id), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
                        RandomAccess.SetLength(file, start);
                    }

                    return Task.CompletedTask;
                });
            }

            await next(context);
            _ = isAppend && running.TryRemove(id, out _);
        })(sound, directory);
    }

    private static Break InterruptedIsSuccess() => BodyEndings.On(BodyEnd.Stopped, (cut, _) =>
    {
        var (response, length) = (CurrentRequest.Value.HttpContext.Response, CurrentRequest.Value.ContentLength ?? 0);
        response.OnStarting(() =>
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            response.ContentLength = null;
            response.Headers.ContentType = default;
            response.Headers[Offset] = (cut.Offset + length).ToString(CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });
    });

    private static Break HeadTellsAnnounced()
    {
        var running = new ConcurrentDictionary<string, long>();
        return Broken.Exchange(async (context, next, store) =>
        {
            var id = Broken.IdOf(context);
            var isAppend = context.Request.Method == "PATCH";
            if (isAppend && await store.GetInfoAsync(id, CancellationToken.None) is { } upload)
            {
                running.TryAdd(id, upload.Offset + (context.Request.ContentLength ?? 0));
            }

            if (context.Request.Method == "HEAD" && running.TryGetValue(id, out var reach))
            {
                context.Response.OnStarting(() =>
                {
                    context.Response.Headers[Offset] = reach.ToString(CultureInfo.InvariantCulture);
                    return Task.CompletedTask;
                });
            }

            await next(context);
            _ = isAppend && running.TryRemove(id, out _);
        });
    }

    private static Break OffsetFromCache()
    {
        var told = new ConcurrentDictionary<string, (string Offset, long Until)>();
        return Broken.Response(context =>
        {
            var (id, headers, now) = (Broken.IdOf(context), context.Response.Headers, Environment.TickCount64);
            if (context is { Request.Method: "HEAD", Response.StatusCode: < 300 })
            {
                var fresh = (headers[Offset].ToString(), now + 1000);
                headers[Offset] = told.AddOrUpdate(id, fresh, (_, before) => before.Until > now ? before : fresh).Offset;
            }
            else if (context is { Request.Method: "PATCH", Response.StatusCode: StatusCodes.Status204NoContent })
            {
                told.TryRemove(id, out _);
            }
        });
    }
}
