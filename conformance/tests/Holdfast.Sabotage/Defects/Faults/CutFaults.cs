using System.Collections.Concurrent;
using System.Globalization;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Faults;

/// <summary>Defects in what is kept of an append that is cut.</summary>
internal static class CutFaults
{
    private const int Block = 512;

    public static IEnumerable<Defect> All { get; } =
    [
        .. Fault.Both("reset-loses-the-body",
            "When the connection of an append is reset, the bytes that arrived are lost; when it is closed, they are kept.",
            BodyEndings.On(BodyEnd.Reset, (cut, store) => store.Keep(cut.Id, cut.Offset)),
            [],
            "cut/first-octet/reset", "cut/in-body/reset", "cut/last-octet/reset"),
        .. Fault.Both("close-loses-the-body",
            "When the connection of an append is closed, the bytes that arrived are lost; when it is reset, they are kept.",
            BodyEndings.On(BodyEnd.Closed, (cut, store) => store.Keep(cut.Id, cut.Offset)),
            ["cut/**"],
            "cut/first-octet/fin", "cut/in-body/fin", "cut/last-octet/fin", "network/flapping-cuts",
            "tus/resilience/cut/chunked-without-end",
            "ietf/resilience/creation-cut"),
        Fault.Tus("rounds-down-to-blocks", "When an append is cut, only whole blocks of 512 bytes are kept.",
            CutBodyStore.OnCut((cut, store) => store.Keep(cut.Id, cut.Offset + (cut.Kept / Block * Block))),
            ["cut/**"],
            "cut/first-octet/black-hole", "cut/first-octet/fin", "cut/first-octet/reset", "cut/in-body/reset", "link/longer-than-declared",
            "network/flapping-cuts"),
        Fault.Draft("rounds-up-to-blocks", "When an append is cut, zeros fill it up to a block of 512 bytes.",
            CutBodyStore.OnCut((cut, store) => store.Extend(cut.Id, cut.Offset + ((cut.Kept + Block - 1) / Block * Block))),
            ["cut/**", "handover/**", "keep-alive/**", "network/**", "race/**", "zombie/**", "ietf/resilience/creation-cut"],
            "creation-cut-length", "cut/first-octet/fin", "cut/in-body/fin", "cut/last-octet/fin", "interim/taken-for-final",
            "keep-alive/beside-fin"),
        Fault.Tus("last-octet-lost", "When an append is cut, its last byte is lost.",
            CutBodyStore.OnCut((cut, store) => store.Keep(cut.Id, cut.Offset + Math.Max(0, cut.Kept - 1))),
            ["cut/**"],
            "cut/first-octet/black-hole", "cut/first-octet/fin", "cut/first-octet/reset", "link/longer-than-declared"),
        Fault.Draft("octet-before-lost", "When an append is cut, the byte before it is lost.",
            CutBodyStore.OnCut((cut, store) => store.Keep(cut.Id, cut.Offset - 1)),
            ["cut/**", "handover/**", "keep-alive/**", "network/**", "zombie/**", "ietf/resilience/creation-cut"],
            "cut/after-head/black-hole", "cut/after-head/fin", "cut/after-head/reset", "cut/first-octet/fin", "cut/in-body/fin",
            "cut/last-octet/fin"),
        Fault.Tus("closed-counts-as-whole", "An append whose connection is closed counts with all of its Content-Length.",
            BodyEndings.On(BodyEnd.Closed, (cut, store) => store.Extend(cut.Id, cut.Offset + (CurrentRequest.Value.ContentLength ?? 0))),
            ["cut/**", "network/**"],
            "cut/after-head/fin", "cut/first-octet/fin", "cut/in-body/fin", "cut/last-octet/fin", "keep-alive/beside-fin"),
        Fault.Draft("reset-counts-as-whole", "An append whose connection is reset counts with all of its Content-Length.",
            BodyEndings.On(BodyEnd.Reset, (cut, store) => store.Extend(cut.Id, cut.Offset + (CurrentRequest.Value.ContentLength ?? 0))),
            ["cut/**"],
            "cut/after-head/reset", "cut/first-octet/reset", "cut/in-body/reset", "cut/last-octet/reset", "keep-alive/beside-reset"),
        Fault.Tus("last-append-ends-anyhow", "An append that would have completed the upload completes it even when it is cut.",
            CutBodyStore.OnCut((cut, store) =>
        {
            if (cut.Length is { } length && cut.Offset + CurrentRequest.Value.ContentLength == length)
            {
                store.Extend(cut.Id, length);
            }
        }),
            ["cut/**", "race/**"],
            "cut/in-body/fin", "cut/in-body/reset", "network/flapping-cuts", "stall/before-body", "stall/handover-by-head",
            "stall/until-timeout"),
        .. Fault.Both("second-cut-loses-the-first", "The second cut of an upload loses the bytes that were kept at the first.",
            Broken.Remembering<ConcurrentDictionary<string, long>>(first => CutBodyStore.OnCut((cut, store) =>
        {
            if (!first.TryAdd(cut.Id, cut.Offset))
            {
                store.Keep(cut.Id, first[cut.Id]);
            }
        })),
            ["cut/**", "race/**"],
            "network/flapping-cuts", "zombie/two-generations"),
        .. Fault.Both("reset-leaks-the-lock",
            "An append whose connection is reset does not release its lock, and the next request gets 500.",
            ResetLeaksLock(),
            [],
            "cut/after-head/reset", "cut/first-octet/reset", "cut/in-body/reset", "cut/last-octet/reset", "keep-alive/beside-reset"),
        .. Fault.Both("ninth-append-crashes", "Every append leaks a handle of its upload's file, so the ninth append gets 500.",
            NinthCrashes(),
            [],
            "lost-answer/every-append", "network/flapping-cuts", "race/eight-appends", "race/sixty-four-appends"),
        .. Fault.Both("silence-ends", "An append is ended when no byte arrives for 80 ms.",
            Broken.Uploads(sound => sound with { NetworkTimeout = TimeSpan.FromMilliseconds(80) }),

            // On a busy machine bytes may be that late in any case.
            ["cut/**", "handover/**", "intermediary/**", "ietf/resilience/interim/**", "keep-alive/**", "network/**", "pause/**", "race/**",
                "tus/resilience/link/**"],
            "pause/after-head", "pause/before-answer", "pause/in-body"),
        .. Fault.Both("last-packet-lost", "When a body arrives in several packets, the last one is acknowledged but not written.",
            Acknowledging((sound, directory) => new LastPacketDroppingStore(sound, directory)),
            ["handover/**", "intermediary/**", "network/**", "pause/**", "race/**", "zombie/**", "cut/in-body/**",
                "ietf/resilience/creation-cut",
             "ietf/resilience/creation-cut-length", "ietf/resilience/interim/**", "tus/resilience/concatenation/**",
             "tus/resilience/link/**"],
            "network/3g", "network/4g", "network/flapping", "network/gprs", "network/hotel-wifi", "network/train-tunnel",
            "tus/resilience/link/dribble"),
        .. Fault.Both("stores-later", "An append is acknowledged, and stored half a second later.",
            Acknowledging((sound, directory) => new DelayedWriteStore(sound, directory)),
            ["cut/**", "duplicate/**", "handover/**", "intermediary/**", "keep-alive/**", "lost-answer/**", "network/**", "pause/**",
                "race/**",
             "zombie/**", "ietf/resilience/creation-cut", "ietf/resilience/creation-cut-length", "ietf/resilience/interim/**",
             "tus/resilience/concatenation/**",
             "tus/resilience/link/**", "tus/resilience/stall/**"],
            "cut/before-answer/black-hole", "cut/before-answer/fin", "cut/before-answer/reset", "cut/before-head/black-hole",
            "cut/before-head/fin",
            "cut/before-head/reset", "cut/in-head/black-hole", "cut/in-head/fin", "cut/in-head/reset", "intermediary/bad-gateway",
            "intermediary/buffers", "keep-alive/after-large-refused-body", "pause/before-head", "pause/in-head",
            "tus/resilience/handover/head-from-fast", "tus/resilience/link/latency", "tus/resilience/lost-answer/creation",
            "tus/resilience/network/satellite"),
    ];

    private static Break ResetLeaksLock()
    {
        var held = new ConcurrentDictionary<string, bool>();
        return Broken.Both(
            Broken.Exchange((context, next) => held.ContainsKey(Broken.IdOf(context)) ? SayAsync(context) : next(context)),
            BodyEndings.On(BodyEnd.Reset, (cut, _) => held[cut.Id] = true));
    }

    private static Break NinthCrashes()
    {
        var appends = new ConcurrentDictionary<string, int>();
        return Broken.Exchange((context, next) =>
            context.Request.Method == "PATCH" && appends.AddOrUpdate(Broken.IdOf(context), 1, (_, count) => count + 1) > 8
                ? SayAsync(context) : next(context));
    }

    /// <summary>The answer hides the defect of the store, because it counts the bytes that were sent.</summary>
    private static Break Acknowledging(Func<IUploadStore, string, IUploadStore> store) =>
        Broken.Both(Broken.Store(store), Broken.Response(context =>
    {
        if (context is { Request: { Method: "PATCH", ContentLength: { } length }, Response.StatusCode: StatusCodes.Status204NoContent }
            && long.TryParse(context.Request.Headers["Upload-Offset"], CultureInfo.InvariantCulture, out var offset))
        {
            context.Response.Headers["Upload-Offset"] = (offset + length).ToString(CultureInfo.InvariantCulture);
        }
    }));

    private static Task SayAsync(HttpContext context)
    {
        BrokenAnswer.Say(context, StatusCodes.Status500InternalServerError);
        return Task.CompletedTask;
    }
}
