using Microsoft.AspNetCore.Http;
using static Holdfast.Sabotage.Http.BrokenDraft;

namespace Holdfast.Sabotage.Defects.Ietf;

/// <summary>Defects in the answer to an append of the draft.</summary>
internal static class AppendAnswerDefects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        Defect("append/incomplete-is-204-too-early", "In version 6 an append that is not the last is answered with 204, as in version 7.",
            Status("PATCH", 201, 204), "append/taken") with
        {
            Interop = 6,
            MayKill = ["ietf/append/completes"],
        },
        Defect("append/offset-left-out-too-early", "In version 5 the answer to an append has no Upload-Offset, as in version 7.",
            Success("PATCH", (_, headers) => headers.Remove(Offset)), "append/taken") with { Interop = 5 },
        Defect("append/offset-of-the-request", "In version 3 the answer to an append repeats the request's offset.",
            Success("PATCH", (context, headers) => headers[Offset] = context.Request.Headers[Offset]), "append/taken") with
            {
                MayKill = ["ietf/resilience/cut/in-body/fin", "ietf/resilience/cut/in-body/reset", "ietf/resilience/creation-cut",
                    "ietf/resilience/creations-abandoned", "ietf/resilience/cut/crumbs"], Interop = 3,
            },
        Defect("append/offset-of-the-beginning", "The answer to an append gives the offset at which it began.",
            Success("PATCH", (context, headers) => headers[Offset] = context.Request.Headers[Offset]), "append/taken") with
        {
            MayKill = ["ietf/resilience/**"],
        },
        Defect("append/completeness-not-said", "The answer to an append does not say whether the upload is complete.",
            Success("PATCH", (_, headers) => headers.Remove(Complete)), "append/taken", "append/completes"),
        Defect("append/incomplete-says-complete", "The answer to an append that is not the last says that the upload is complete.",
            Success("PATCH", (context, headers) =>
            headers[Complete] = Completes(context.Request) ? headers[Complete] : "?1"), "append/taken"),
        Defect("append/last-says-incomplete", "The answer to the last append says that the upload is not complete.",
            Success("PATCH", (_, headers) => headers[Complete] = "?0"), "append/completes"),
        Defect("append/last-says-incomplete-in-old", "In version 6 the answer to the last append says that the upload is not complete.",
            Success("PATCH", (_, headers) => headers[Complete] = "?0"), "append/completes") with { Interop = 6 },
        Defect("append/last-is-204", "The last append is answered with 204 like any other, not as the resource answers.",
            Success("PATCH", (context, _) =>
        {
            if (Completes(context.Request))
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            }
        }), "append/completes"),
        Defect("append/redirected", "An append is answered with 303 and the upload's URL.", Success("PATCH", (context, headers) =>
        {
            headers.Location = context.Request.Path.Value;
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
        }), "append/no-redirect") with { MayKill = ["ietf/**"] },
        Defect("append/refusals-without-completeness", "A refused append does not say that the upload is not complete.",
            Refusal("PATCH", (_, headers) => headers.Remove(Complete)),
            "append/refusals-are-incomplete", "append/offset-ahead", "append/offset-behind", "append/offset-largest"),
        Defect("append/wrong-type-without-completeness",
            "In version 7 the refusal of an append of another media type has no Upload-Complete.",
            Refusal("PATCH", (context, headers) =>
        {
            if (context.Response.StatusCode == StatusCodes.Status415UnsupportedMediaType)
            {
                headers.Remove(Complete);
            }
        }), "append/refusals-are-incomplete") with { Interop = 7 },
        Defect("append/refusals-say-complete", "In version 7 a refused append says that the upload is complete, since the answer is final.",
            Refusal("PATCH", (_, headers) => headers[Complete] = "?1"),
            "append/refusals-are-incomplete", "append/offset-ahead", "append/offset-behind", "append/offset-largest") with { Interop = 7 },
    ];
}
