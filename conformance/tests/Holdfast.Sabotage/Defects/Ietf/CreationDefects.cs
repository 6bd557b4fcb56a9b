using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using static Holdfast.Sabotage.Http.BrokenDraft;

namespace Holdfast.Sabotage.Defects.Ietf;

/// <summary>Defects in the upload that a creation of the draft makes.</summary>
internal static class CreationDefects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        Defect("creation/content-thrown-away", "The content of an incomplete creation is discarded.",
            BrokenBody.Whole(request => request.Method == "POST" && !Completes(request), (_, _) => []), "creation/partial"),
        Defect("creation/shared", "A client's second creation gets the upload of the first while that is unused.", Shared(),
            "creation/distinct", "creation/unguessable") with { MayKill = ["ietf/append/**"] },
        Defect("creation/counted", "The URLs of uploads are consecutive numbers.", Counted(), "creation/unguessable"),
        Defect("creation/named-after-the-file", "The URL of an upload ends in the file's name.",
            BrokenUploadUrl.Replaced((context, id) => id + NameIn(context)), "creation/hostile-names"),
        Defect("creation/long-name-crashes", "A file name that is too long for the file system ends in 500.",
            Instead("POST", (_, request) => request.Headers.ContentDisposition.ToString().Length > 255,
                StatusCodes.Status500InternalServerError), "creation/hostile-names"),
        Defect("creation/empty-is-never-whole", "A creation without content never completes the upload.",
            Field("POST", Complete, (request, value) => request.ContentLength is 0 ? "?0" : value), "creation/empty-whole"),
        Defect("creation/empty-refused", "A creation without content is refused with 411 when it has Upload-Complete: ?1.",
            Instead("POST", (_, request) => request.ContentLength is 0 && Completes(request), StatusCodes.Status411LengthRequired),
            "creation/empty-whole"),
        Defect("creation/completeness-of-other-types", "The values 1, true and yes of Upload-Complete also count as ?1.",
            Field("POST", Complete, value => value is "1" or "true" ? "?1" : value), "creation/void-completeness"),
        Defect("creation/last-of-list", "Of a list of booleans the last counts.", Field("POST", Complete, value => value.Split(", ")[^1]),
            "creation/void-completeness"),
        Defect("creation/anything-else-is-incomplete", "An Upload-Complete that is not '?1' means '?0'.",
            Field("POST", Complete, value => value == "?1" ? value : "?0"), "creation/void-completeness"),
        Defect("creation/quota-of-unused", "A client with nine uploads to which it has not appended gets 429.", QuotaOfUnused(),
            "resilience/creations-abandoned") with
        {
            MayKill = ["ietf/creation/unguessable", "ietf/cancellation/url-not-reused"],
        },
    ];

    private static string NameIn(HttpContext context) =>
        context.Request.Headers.ContentDisposition.ToString() is { Length: > 0 } disposition
            ? "-" + Uri.EscapeDataString(disposition.Split('=')[^1]) : "";

    private static Break Counted()
    {
        var last = 0;
        return BrokenUploadUrl.Replaced((_, _) => Interlocked.Increment(ref last).ToString(CultureInfo.InvariantCulture));
    }

    private static Break Shared()
    {
        var unused = new ConcurrentDictionary<string, string>();
        return Broken.Both(
            Broken.Request(request =>
            {
                if (request.Method != "POST" && unused.GetValueOrDefault(BrokenAnswer.ClientOf(request))?.EndsWith(
                    Broken.IdOf(request.HttpContext), StringComparison.Ordinal) == true)
                {
                    unused.TryRemove(BrokenAnswer.ClientOf(request), out _);
                }
            }),
            Success("POST", (context, headers) =>
            {
                if (!Completes(context.Request))
                {
                    headers.Location = unused.GetOrAdd(BrokenAnswer.ClientOf(context.Request), headers.Location.ToString());
                }
            }));
    }

    private static Break QuotaOfUnused()
    {
        const int Quota = 9;
        var unused = new ConcurrentDictionary<string, int>();
        return Broken.Exchange((context, next) =>
        {
            var client = BrokenAnswer.ClientOf(context.Request);
            var count = context.Request.Method switch
            {
                "POST" when client.Length > 0 && !Completes(context.Request) => unused.AddOrUpdate(client, 1, (_, before) => before + 1),
                "PATCH" or "DELETE" => unused[client] = 0,
                _ => 0,
            };
            if (count > Quota)
            {
                Say(context, StatusCodes.Status429TooManyRequests);
                return Task.CompletedTask;
            }

            return next(context);
        });
    }
}
