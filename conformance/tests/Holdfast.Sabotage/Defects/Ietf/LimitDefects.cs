using System.Globalization;
using Microsoft.AspNetCore.Http;
using static Holdfast.Sabotage.Http.BrokenDraft;

namespace Holdfast.Sabotage.Defects.Ietf;

/// <summary>Defects in Upload-Limit.</summary>
internal static class LimitDefects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        Defect("limits/options-silent", "OPTIONS does not report the limits.",
            Answer("OPTIONS", context => context.Response.Headers.Remove(Limit)), "limits/options") with
        {
            MayKill = ["ietf/limits/options-star"],
        },
        Defect("limits/options-silent-about-all", "In version 8 OPTIONS reports neither the limits nor the media type.",
            Answer("OPTIONS", context =>
        {
            context.Response.Headers.Remove(Limit);
            context.Response.Headers.Remove("Accept-Patch");
        }), "limits/options") with { MayKill = ["ietf/limits/options-star"], Interop = 8 },
        Defect("limits/options-empty", "OPTIONS has an empty Upload-Limit.",
            Answer("OPTIONS", context => context.Response.Headers[Limit] = ""), "limits/options"),
        Defect("limits/options-in-json", "OPTIONS reports the limits in JSON.",
            Answer("OPTIONS", context => context.Response.Headers[Limit] = "{\"max-size\":1099511627776}"), "limits/options") with
            {
                MayKill = ["ietf/limits/options-star"],
            },
        Defect("limits/star-silent", "OPTIONS * is answered without the limits.", Broken.Exchange((context, next) =>
        {
            if (context.Request.Method == "OPTIONS" && !context.Request.Path.HasValue)
            {
                Say(context, StatusCodes.Status204NoContent);
                return Task.CompletedTask;
            }

            return next(context);
        }), "limits/options-star"),
        Defect("limits/options-laxer", "OPTIONS promises a larger max-append-size than creations grant.",
            Changed("OPTIONS", "max-append-size", size => size * 4), "limits/not-laxer"),
        Defect("limits/options-laxer-minimum", "OPTIONS promises a smaller min-size than creations grant.",
            Changed("POST", "min-size", _ => 1000), "limits/not-laxer"),
        Defect("limits/creation-silent", "The response to a creation does not report the limits.",
            Success("POST", (_, headers) => headers.Remove(Limit)), "limits/creation"),
        Defect("limits/retrieval-silent", "A retrieval does not report the limits.", Success("HEAD", (_, headers) => headers.Remove(Limit)),
            "limits/retrieval"),
        Defect("limits/retrieval-empty", "A retrieval has an empty Upload-Limit.",
            Success("HEAD", (_, headers) => headers[Limit] = ""), "limits/retrieval") with { MayKill = ["ietf/limits/steady"] },
        Defect("limits/maximum-shrinks", "max-append-size of a half-done upload is smaller than before.",
            OfHalfDone("max-append-size", size => size / 2), "limits/steady") with { MayKill = ["ietf/states/complete"] },
        Defect("limits/minimum-grows", "min-size of a half-done upload is larger than before.", OfHalfDone("min-size", _ => 7),
            "limits/steady") with { MayKill = ["ietf/states/complete"] },
        Defect("limits/age-counts-twice", "max-age shrinks with every append.", OfHalfDone("max-age", age => age / 2),
            "limits/steady"),
        Defect("limits/maximum-grows-too-early",
            "In version 7 max-size of a half-done upload is larger than before, as version 8 permits.",
            OfHalfDone("max-size", size => size * 2), "limits/steady") with { Interop = 7, MayKill = ["ietf/states/complete"] },
        Defect("limits/refusals-silent", "The refusal of a request that is too large does not report the limits.", Broken.Both(
            Refusal("POST", (_, headers) => headers.Remove(Limit)), Refusal("PATCH", (_, headers) => headers.Remove(Limit))),
            "limits/max-size", "limits/max-append-size"),
        Defect("limits/refused-append-silent", "In version 9 an append that is too large is refused without the limits.",
            Refusal("PATCH", (_, headers) => headers.Remove(Limit)), "limits/max-append-size") with { Interop = 9 },
        Defect("limits/refused-creation-empty", "An upload that is too large is refused with an empty Upload-Limit.",
            Refusal("POST", (context, headers) =>
        {
            if (context.Response.StatusCode == StatusCodes.Status413PayloadTooLarge)
            {
                headers[Limit] = "";
            }
        }), "limits/max-size"),
        Defect("limits/last-is-too-small", "min-append-size is enforced for the last append, too.",
            Instead("PATCH", (_, request) => request.ContentLength is > 0 and < 5, StatusCodes.Status400BadRequest),
            "limits/small-last-append"),
    ];

    private static Break Changed(string method, string name, Func<long, long> change) =>
        Answer(method, context => Change(context.Response.Headers, name, change));

    private static Break OfHalfDone(string name, Func<long, long> change) => Success("HEAD", (_, headers) =>
    {
        if (headers[Offset] != "0")
        {
            Change(headers, name, change);
        }
    });

    private static void Change(IHeaderDictionary headers, string name, Func<long, long> change)
    {
        var members = headers[Limit].ToString().Split(", ").Select(member => member.Split('='))
            .Select(member => member[0] == name
                ? [name, change(long.Parse(member[1], CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture)] : member);
        headers[Limit] = string.Join(", ", members.Select(member => string.Join('=', member)));
    }
}
