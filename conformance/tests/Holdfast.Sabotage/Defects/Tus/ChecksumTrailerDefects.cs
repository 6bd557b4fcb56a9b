using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in checksums in trailers.</summary>
internal static class ChecksumTrailerDefects
{
    private const string Field = "Upload-Checksum";

    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "checksum-trailer/not-verified",
            Breaks = "Trailers are discarded, and the body is stored unverified.",
            Kills = ["tus/checksum-trailer/mismatch", "tus/checksum-trailer/retry", "tus/checksum-trailer/unknown-algorithm",
                "tus/checksum-trailer/two-lines"],
            MayKill = ["tus/checksum-trailer/**"],
            Break = Forgotten(_ => true),
        },
        new()
        {
            Name = "checksum-trailer/announcement-with-case",
            Breaks = "The name in Trailer is compared case-sensitively; a body whose Trailer is in another case is stored unverified.",
            Kills = ["tus/checksum-trailer/mismatch", "tus/checksum-trailer/names-without-case"],
            Break = Forgotten(request => !request.Headers["Trailer"].ToString().Contains(Field, StringComparison.Ordinal)),
        },
        new()
        {
            Name = "checksum-trailer/announcement-not-a-list",
            Breaks = "Trailer is compared as a whole, so a body whose Trailer names a second field is stored unverified.",
            Kills = ["tus/checksum-trailer/announced-among-others"],
            Break = Forgotten(request => request.Headers["Trailer"].ToString().Contains(',', StringComparison.Ordinal)),
        },
        new()
        {
            Name = "checksum-trailer/never-seen",
            Breaks = "The server waits for the trailer and does not find it.",
            Kills = ["tus/checksum-trailer/match", "tus/checksum-trailer/names-without-case", "tus/checksum-trailer/announced-among-others",
                "tus/checksum-trailer/retry", "tus/checksum-trailer/cut"],
            Break = Broken.Request(request =>
            {
                if (request.Headers.ContainsKey("Trailer"))
                {
                    BrokenBody.SetTrailers(request.HttpContext);
                }
            }),
        },
        new()
        {
            Name = "checksum-trailer/unusable-skipped",
            Breaks = "A trailer that cannot be parsed, or that names an unknown algorithm, is ignored.",
            Kills = ["tus/checksum-trailer/unknown-algorithm"],
            Break = AfterBody((context, trailers, body) =>
            {
                if (trailers is [{ } value] && !(value.StartsWith("sha1 ", StringComparison.Ordinal) && value.Length > 20))
                {
                    BrokenBody.ForgetTrailers(context);
                }

                return body;
            }),
        },
        new()
        {
            Name = "checksum-trailer/last-line",
            Breaks = "When the trailer has two checksums, the last one is compared.",
            Kills = ["tus/checksum-trailer/two-lines"],
            Break = AfterBody((context, trailers, body) =>
            {
                if (trailers.Length > 1)
                {
                    BrokenBody.SetTrailers(context, trailers[^1]!);
                }

                return body;
            }),
        },
        new()
        {
            Name = "checksum-trailer/header-wins",
            Breaks = "When the header section has a checksum, the one in the trailer is ignored.",
            Kills = ["tus/checksum-trailer/header-and-trailer"],
            Break = Forgotten(request => request.Headers.ContainsKey(Field)),
        },
        new()
        {
            Name = "checksum-trailer/missing-acknowledged",
            Breaks = "A body whose announced trailer never came is acknowledged and dropped.",
            Kills = ["tus/checksum-trailer/missing"],
            Break = AfterBody((context, trailers, body) =>
            {
                if (trailers.Length > 0)
                {
                    return body;
                }

                BrokenAnswer.Say(context, StatusCodes.Status204NoContent);
                context.Response.Headers["Upload-Offset"] = body.Length.ToString(CultureInfo.InvariantCulture);
                return null;
            }),
        },
        new()
        {
            Name = "checksum-trailer/merged-into-head",
            Breaks = "Trailers are merged into the header section, so that a Content-Length among them shortens the body.",
            Kills = ["tus/checksum-trailer/forbidden-fields"],
            Break = AfterBody((context, _, body) =>
            {
                if (!int.TryParse(BrokenBody.Trailers(context)["Content-Length"], out var length))
                {
                    return body;
                }

                BrokenBody.ForgetTrailers(context);
                return body[..length];
            }),
        },
        new()
        {
            Name = "checksum-trailer/not-announced-shortens",
            Breaks = "The last 100 bytes before an unannounced trailer are treated as a part of the trailer.",
            Kills = ["tus/checksum-trailer/not-announced"],
            Break = BrokenBody.Whole(
                request => request.Method == "PATCH" && request.ContentLength is null && !request.Headers.ContainsKey("Trailer"),
                (context, body) =>
                {
                    if (BrokenBody.Trailers(context)[Field].Count == 0)
                    {
                        return body;
                    }

                    BrokenBody.ForgetTrailers(context);
                    return body[..^100];
                }),
            MayKill = ["tus/resilience/cut/chunked-without-end"],
        },
        new()
        {
            Name = "checksum-trailer/cut-kept",
            Breaks = "When a body is cut before its trailer, the bytes that arrived are kept.",
            Kills = ["tus/checksum-trailer/cut"],
            Break = Broken.Both(
                CurrentRequest.Track,
                Broken.Store((sound, directory) => new ChecksumDefects.KeepsUnverified(
                    sound, directory, (request, kept) => request.Headers.ContainsKey("Trailer") && CurrentRequest.IsCut(kept)))),
        },
    ];

    private static Break Forgotten(Func<HttpRequest, bool> isMeant) => Broken.Request(request =>
    {
        if (request.Headers.ContainsKey("Trailer") && isMeant(request))
        {
            BrokenBody.ForgetTrailers(request.HttpContext);
        }
    });

    private static Break AfterBody(Func<HttpContext, string?[], byte[], byte[]?> change) => BrokenBody.Whole(
        request => request.Headers["Trailer"].ToString().Contains(Field, StringComparison.OrdinalIgnoreCase),
        (context, body) => change(context, BrokenBody.Trailers(context)[Field].ToArray(), body));
}
