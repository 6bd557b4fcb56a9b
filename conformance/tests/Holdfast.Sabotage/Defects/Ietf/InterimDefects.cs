using System.Collections.Concurrent;
using System.Globalization;
using Holdfast.Server.Interim;
using Microsoft.AspNetCore.Http;
using static Holdfast.Sabotage.Http.BrokenDraft;

namespace Holdfast.Sabotage.Defects.Ietf;

/// <summary>Defects in the draft's interim responses.</summary>
internal static class InterimDefects
{
    private static readonly string[] All104 = ["interim/announced", "interim/progress-append", "interim/progress-creation"];

    public static IReadOnlyList<Defect> All { get; } =
    [
        Defect("interim/not-announced", "No 104 announces an upload.", BrokenInterim.Announcement((_, _) => null),
            "interim/announced") with { MayKill = ["ietf/http2/announced"] },
        Defect("interim/announced-late", "The 104 is sent only when all of the content has arrived.", AnnouncedLate(),
            "interim/announced") with { MayKill = ["ietf/http2/announced"] },
        Defect("interim/without-location", "The announcing 104 has no Location.",
            BrokenInterim.Announcement((_, fields) => BrokenInterim.Without(fields, "Location")),
            "interim/announced") with { MayKill = ["ietf/http2/announced"] },
        Defect("interim/location-in-other-words",
            "The Location of the announcing 104 is a path, that of the final response an absolute URL.",
            BrokenInterim.Announcement((_, fields) => BrokenInterim.With(fields, "Location", location => new Uri(location).AbsolutePath)),
            "creation/partial"),
        Defect("interim/without-limits", "The announcing 104 has no Upload-Limit.",
            BrokenInterim.Announcement((_, fields) => BrokenInterim.Without(fields, Limit)), "interim/announced"),
        Defect("interim/without-version", "The 104 does not name the version.",
            BrokenInterim.Each((_, fields) => BrokenInterim.Without(fields, BrokenDraft.Interop)),
            All104) with { MayKill = ["ietf/http2/announced"] },
        Defect("interim/version-8", "The 104 names version 8, whatever the client's version is.",
            BrokenInterim.Each((_, fields) => BrokenInterim.With(fields, BrokenDraft.Interop, _ => "8")),
            All104) with { MayKill = ["ietf/http2/announced"] },
        Defect("interim/version-in-progress-left-out", "Only the announcing 104 names the version.",
            BrokenInterim.Progress((_, fields) => BrokenInterim.Without(fields, BrokenDraft.Interop)), "interim/progress-append",
            "interim/progress-creation"),
        Defect("interim/not-found-at-once", "An upload that a 104 announced is not found for a second.", NotFoundAtOnce(),
            "interim/usable-at-once") with
        {
            MayKill = ["ietf/concurrency/creation-runs", "ietf/resilience/creation-cut*"],
        },
        Defect("interim/without-being-asked", "A creation without a version is treated as one of the newest version.",
            Broken.Request(request =>
        {
            if (request.Method == "POST" && !request.Headers.ContainsKey(BrokenDraft.Interop) && request.Headers.ContainsKey(Complete))
            {
                request.Headers[BrokenDraft.Interop] = "10";
            }
        }), "interim/not-asked-for"),
        Defect("interim/version-by-atoi", "The version is read up to the first character that is not a digit.",
            Field("POST", BrokenDraft.Interop, value => value.Split(',', '.')[0].Trim('"')), "interim/not-asked-for"),
        Defect("interim/unknown-is-newest", "An unknown version is treated as the newest one.",
            Field("POST", BrokenDraft.Interop, value =>
            long.TryParse(value, CultureInfo.InvariantCulture, out var number) && number > 10 ? "10" : value), "interim/not-asked-for"),
        Defect("interim/to-old-http", "104 is sent to clients of HTTP/1.0, too.", (sound, _) => sound, "interim/old-http") with
        {
            Rewrite = new WireRewrite(Answer: (request, answer) =>
                request.Contains(" HTTP/1.0\r\n", StringComparison.Ordinal) && answer.StartsWith("HTTP/1.", StringComparison.Ordinal)
                ? "HTTP/1.1 104 Upload Resumption Supported\r\nUpload-Draft-Interop-Version: 10\r\n\r\n" + answer
                : answer),
        },
        Defect("interim/instead-of-100", "A client that gets a 104 gets no 100 (Continue).",
            Broken.Request(request => request.Headers.Remove("Expect")), "interim/expect-continue"),
        Defect("interim/progress-with-location", "Progress responses to an append repeat the Location.",
            BrokenInterim.Progress((context, fields) =>
            context.Request.Method == "PATCH" ? [.. fields, new("Location", context.Request.Path.Value!)] : fields),
            "interim/progress-append"),
        Defect("interim/progress-of-what-is-announced", "The progress of an append counts all of its Content-Length.",
            BrokenInterim.Progress((context, fields) =>
            context.Request.Method == "PATCH" ? BrokenInterim.With(fields, Offset, _ => $"{context.Request.ContentLength}") : fields),
            "interim/progress-append"),
        Defect("interim/progress-of-what-is-left", "Progress responses report how many bytes are missing.",
            BrokenInterim.Progress((context, fields) =>
            BrokenInterim.With(fields, Offset, offset =>
                $"{context.Request.ContentLength - long.Parse(offset, CultureInfo.InvariantCulture)}")), "interim/progress-append",
                "interim/progress-creation"),
        Defect("interim/progress-in-thousands", "The offset in a progress response has a decimal.",
            BrokenInterim.Progress((_, fields) => BrokenInterim.With(fields, Offset, offset => offset + ".0")), "interim/progress-append",
            "interim/progress-creation"),
        Defect("interim/no-progress", "No 104 reports the progress of an append.",
            BrokenInterim.Progress((context, fields) => context.Request.Method == "PATCH" ? null : fields), "interim/progress-append"),
        Defect("interim/progress-taken-back", "Bytes that a progress response acknowledged are discarded when the append is cut.",
            CutBodyStore.OnCut((cut, store) =>
                store.Keep(cut.Id, CurrentRequest.Value.ContentLength > 100_000 ? cut.Offset : long.MaxValue)), "interim/progress-append"),
        Defect("interim/location-again", "In version 7 each 104 of a creation has the Location, as later versions permit.",
            LocationAgain(), "interim/progress-creation") with { Interop = 7 },
        Defect("interim/connection-remembers", "A retrieval is answered for the upload of the connection's previous request.",
            ConnectionRemembers(), "interim/next-request") with { MayKill = ["ietf/http2/small-table", "ietf/interim/pipelined"] },
    ];

    private static Break AnnouncedLate() => Broken.Exchange((context, next) =>
    {
        if (context.GetInterimResponses() is { } sound)
        {
            KeyValuePair<string, string>[]? held = null;
            context.Features.Set<IInterimResponses>(new BrokenInterim(sound, fields =>
            {
                held = fields.Any(field => field.Key == "Location") ? [.. fields] : held;
                return held is null ? fields : null;
            }));
            context.Response.OnStarting(() =>
            {
                _ = held is not null && context.Response.StatusCode < 300 && sound.TrySend(104, held);
                return Task.CompletedTask;
            });
        }

        return next(context);
    });

    private static Break NotFoundAtOnce()
    {
        var found = new ConcurrentDictionary<string, long>();
        return Broken.Both(
            BrokenInterim.Announcement((context, fields) =>
            {
                if (Completes(context.Request) && context.Request.ContentLength > 10)
                {
                    found[fields.Single(field => field.Key == "Location").Value.Split('/')[^1]] = Environment.TickCount64 + 1000;
                }

                return fields;
            }),
            Instead("HEAD", (upload, _) => upload is not null && found.TryGetValue(upload.Id, out var since)
                && Environment.TickCount64 < since, StatusCodes.Status404NotFound));
    }

    private static Break LocationAgain() => Broken.Exchange((context, next) =>
    {
        if (context.GetInterimResponses() is { } sound)
        {
            KeyValuePair<string, string>[] location = [];
            context.Features.Set<IInterimResponses>(new BrokenInterim(sound, fields =>
            {
                var again = location;
                location = location.Length == 0 ? [.. fields.Where(field => field.Key == "Location")] : location;
                return [.. fields, .. again];
            }));
        }

        return next(context);
    });

    private static Break ConnectionRemembers()
    {
        var last = new ConcurrentDictionary<string, long>();
        return Broken.Both(
            Success("POST", (context, _) => last[context.Connection.Id] = context.Request.ContentLength ?? 0),
            Success("HEAD", (context, headers) =>
                headers[Offset] = last.TryGetValue(context.Connection.Id, out var offset) ? $"{offset}" : headers[Offset]));
    }
}
