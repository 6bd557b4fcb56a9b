using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using static Holdfast.Sabotage.Http.BrokenDraft;

namespace Holdfast.Sabotage.Defects.Ietf;

/// <summary>Defects in the draft's offset retrieval.</summary>
internal static class RetrievalDefects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        Defect("retrieval/zero-left-out", "A retrieval omits an offset of 0.", Success("HEAD", (_, headers) =>
        {
            if (headers[Offset] == "0")
            {
                headers.Remove(Offset);
            }
        }), "retrieval/offset", "retrieval/unread-fields", "creation/empty", "creation/distinct", "interim/usable-at-once",
        "interim/next-request") with { MayKill = ["ietf/**"] },
        Defect("retrieval/offset-of-next-octet", "A retrieval counts bytes from 1.",
            Success("HEAD", (_, headers) => headers[Offset] = Moved(headers, 1)), "retrieval/offset") with { MayKill = ["ietf/**"] },
        Defect("retrieval/offset-in-quotes", "A retrieval of a half-done upload has its offset in quotes.", Success("HEAD", (_, headers) =>
            headers[Offset] = headers[Offset] == "0" ? "0" : $"\"{headers[Offset]}\""), "retrieval/offset", "retrieval/repeatable",
            "creation/partial", "append/appends") with { MayKill = ["ietf/**"] },
        Defect("retrieval/completeness-not-told", "In version 9 a retrieval does not report whether the upload is complete.",
            Success("HEAD", (_, headers) => headers.Remove(Complete)), "retrieval/completeness") with
            {
                Interop = 9, MayKill = ["ietf/retrieval/get"],
            },
        Defect("retrieval/sense-of-version-4",
            "In version 3 Upload-Incomplete of a retrieval says the opposite: true for a complete upload.",
            Success("HEAD", (_, headers) => headers["Upload-Incomplete"] = headers["Upload-Incomplete"] == "?1" ? "?0" : "?1"),
            "retrieval/completeness") with { Interop = 3, MayKill = ["ietf/**"] },
        Defect("retrieval/half-is-complete", "A retrieval says that an upload of unknown length is complete once something is stored.",
            Success("HEAD", (_, headers) =>
            headers[Complete] = headers[Offset] != "0" && !headers.ContainsKey(Length) ? "?1" : headers[Complete]),
            "retrieval/completeness") with
        {
            MayKill = ["ietf/retrieval/get", "ietf/append/length-is-not-the-end", "ietf/framing/**", "ietf/mixed/another-version"],
        },
        Defect("retrieval/status-200-too-early", "In version 4 a retrieval is answered with 200, which version 5 permits.",
            Status("HEAD", 204, 200), "retrieval/status") with { Interop = 4 },
        Defect("retrieval/status-202", "In version 6 a retrieval is answered with 202, which version 7 permits.",
            Status("HEAD", 204, 202), "retrieval/status") with { Interop = 6 },
        Defect("retrieval/cacheable", "A retrieval says nothing about caching.",
            Success("HEAD", (_, headers) => headers.Remove("Cache-Control")), "retrieval/no-store"),
        Defect("retrieval/no-cache", "A retrieval says no-cache instead of no-store, so caches can store the response.",
            Success("HEAD", (_, headers) => headers.CacheControl = "no-cache"), "retrieval/no-store"),
        Defect("retrieval/replica-behind", "Every fourth retrieval is answered by a replica that is one byte behind.", ReplicaBehind(),
            "retrieval/repeatable") with
        {
            MayKill = ["ietf/states/**", "ietf/resilience/**", "ietf/concurrency/**"],
        },
        Defect("retrieval/get-downloads", "GET with an interop version returns the stored bytes.", Broken.Request(request =>
        {
            if (request.Method == "GET")
            {
                request.Headers.Remove(BrokenDraft.Interop);
            }
        }), "retrieval/get"),
        Defect("retrieval/get-refused", "GET of an upload resource is refused with 405, as in older versions.",
            Instead("GET", (_, request) => request.Headers.ContainsKey(BrokenDraft.Interop), StatusCodes.Status405MethodNotAllowed),
            "retrieval/get"),
        Defect("retrieval/get-says-complete", "GET of an upload resource always says that it is complete.", Success("GET", (_, headers) =>
            headers[Complete] = headers.ContainsKey(Complete) ? "?1" : default), "retrieval/get"),
        Defect("retrieval/extra-fields-ignored-too-early", "In version 6 a retrieval ignores the fields of an append, as in version 7.",
            Broken.Both(Field("HEAD", Offset, _ => null), Field("HEAD", Complete, _ => null)),
            "retrieval/extra-fields") with { Interop = 6 },
        Defect("retrieval/extra-offset-ignored",
            "In version 3 a retrieval with Upload-Offset is accepted; only one with Upload-Incomplete is refused.",
            Field("HEAD", Offset, _ => null), "retrieval/extra-fields") with { Interop = 3 },
        Defect("retrieval/offset-echoed", "A retrieval with an Upload-Offset gets that offset back.", Success("HEAD", (context, headers) =>
            headers[Offset] = context.Request.Headers.TryGetValue(Offset, out var echoed) ? echoed : headers[Offset]),
            "retrieval/unread-fields"),
        Defect("retrieval/unknown-is-410", "In version 6 an unknown upload is answered with 410, as later versions permit.",
            Status("HEAD", 404, 410),
            "retrieval/unknown", "cancellation/cancels") with { Interop = 6 },
        Defect("retrieval/unknown-has-an-offset", "In version 5 a retrieval of an unknown upload is refused and has an offset of 0.",
            Refusal("HEAD", (_, headers) => headers[Offset] = "0"), "retrieval/unknown") with { Interop = 5 },
        Defect("retrieval/unknown-is-forbidden", "In version 3 an unknown upload is answered with 403.",
            Status("HEAD", 404, 403), "retrieval/unknown", "cancellation/cancels") with { Interop = 3 },
    ];

    private static string Moved(IHeaderDictionary headers, long by) =>
        (long.Parse(headers[Offset].ToString(), CultureInfo.InvariantCulture) + by).ToString(CultureInfo.InvariantCulture);

    private static Break ReplicaBehind()
    {
        var asked = new ConcurrentDictionary<string, int>();
        return Success("HEAD", (context, headers) =>
        {
            if (asked.AddOrUpdate(Broken.IdOf(context), 1, (_, before) => before + 1) % 4 == 0 && headers[Offset] != "0")
            {
                headers[Offset] = Moved(headers, -1);
            }
        });
    }
}
