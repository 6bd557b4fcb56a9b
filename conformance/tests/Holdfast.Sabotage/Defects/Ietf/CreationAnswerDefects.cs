using Microsoft.AspNetCore.Http;
using static Holdfast.Sabotage.Http.BrokenDraft;

namespace Holdfast.Sabotage.Defects.Ietf;

/// <summary>Defects in the answer to a creation of the draft.</summary>
internal static class CreationAnswerDefects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        Defect("creation/incomplete-is-200", "An incomplete creation is answered with 200.",
            OfIncomplete((context, _) => context.Response.StatusCode = StatusCodes.Status200OK), "creation/empty"),
        Defect("creation/incomplete-is-204-too-early",
            "In version 6 an incomplete creation is answered with 204, which later versions permit.",
            OfIncomplete((context, _) => context.Response.StatusCode = StatusCodes.Status204NoContent),
            "creation/empty") with { Interop = 6 },
        Defect("creation/location-in-104-only", "A creation with content gets its Location only in the 104.",
            OfIncomplete((context, headers) =>
        {
            if (context.Request.ContentLength > 0)
            {
                headers.Remove("Location");
            }
        }), "creation/partial"),
        Defect("creation/offset-left-out-too-early", "In version 6 the answer to a creation has no Upload-Offset, as in later versions.",
            Success("POST", (_, headers) => headers.Remove(Offset)), "creation/partial") with { Interop = 6 },
        Defect("creation/offset-of-the-client", "In version 5 the response to a creation has Upload-Offset: 0 whatever was stored.",
            Success("POST", (_, headers) => headers[Offset] = "0"), "creation/partial") with { Interop = 5 },
        Defect("creation/completeness-not-said", "The answer to a creation does not say whether the upload is complete.",
            Success("POST", (_, headers) => headers.Remove(Complete)), "creation/empty", "creation/whole", "creation/empty-whole"),
        Defect("creation/incomplete-says-complete", "The answer to a creation without content says that the upload is complete.",
            OfIncomplete((_, headers) => headers[Complete] = "?1"), "creation/empty") with { MayKill = ["ietf/resilience/**"] },
        Defect("creation/complete-in-words", "The response to a creation has true or false in Upload-Complete.",
            Success("POST", (_, headers) => headers[Complete] =
                headers.TryGetValue(Complete, out var said) ? said == "?1" ? "true" : "false" : default), "creation/empty",
                "creation/whole", "creation/empty-whole"),
        Defect("creation/word-of-version-4", "In version 3 the response to a creation has Upload-Complete instead of Upload-Incomplete.",
            Success("POST", (_, headers) =>
        {
            headers[Complete] = headers["Upload-Incomplete"] == "?0" ? "?1" : "?0";
            headers.Remove("Upload-Incomplete");
        }), "creation/empty") with { Interop = 3 },
        Defect("creation/whole-says-incomplete-in-old", "In version 6 the answer to a whole creation says that the upload is not complete.",
            Success("POST", (_, headers) => headers[Complete] = "?0"), "creation/whole", "creation/empty-whole") with { Interop = 6 },
        Defect("creation/whole-is-200", "A creation with all of the content is answered with 200, and a last append with 201.",
            Success("POST", (context, _) =>
        {
            if (Completes(context.Request))
            {
                context.Response.StatusCode = StatusCodes.Status200OK;
            }
        }), "append/completes"),
        Defect("creation/redirected", "A creation is answered with 303 and the upload's URL.", Success("POST", (context, headers) =>
        {
            if (headers[Complete] == "?0")
            {
                context.Response.StatusCode = StatusCodes.Status303SeeOther;
            }
        }), "creation/no-redirect") with { MayKill = ["ietf/**"] },
    ];

    private static Break OfIncomplete(Action<HttpContext, IHeaderDictionary> change) => Success("POST", (context, headers) =>
    {
        if (context.Request.Headers[Complete] == "?0")
        {
            change(context, headers);
        }
    });
}
