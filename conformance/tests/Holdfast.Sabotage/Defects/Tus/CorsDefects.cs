using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in CORS.</summary>
internal static class CorsDefects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        Defect("patch-not-allowed", "A preflight does not allow PATCH.", "preflight",
            context => Cut(context, "Access-Control-Allow-Methods", "PATCH")),
        Defect("checksum-not-allowed", "A preflight does not allow Upload-Checksum, though checksums are offered.", "preflight",
            context => Cut(context, "Access-Control-Allow-Headers", "Upload-Checksum")),
        Defect("location-not-exposed", "Scripts cannot read Location.", "exposes",
            context => Cut(context, "Access-Control-Expose-Headers", "Location")),
        Defect("expiry-not-exposed", "Scripts cannot read Upload-Expires.", "exposes",
            context => Cut(context, "Access-Control-Expose-Headers", "Upload-Expires")),
        Defect("not-on-errors", "Refusals do not allow any origin.", "on-errors", context =>
        {
            if (context.Response.StatusCode >= StatusCodes.Status400BadRequest)
            {
                context.Response.Headers.AccessControlAllowOrigin = default;
            }
        }),
        Defect("no-vary", "The origin is repeated without Vary.", "vary", context => context.Response.Headers.Vary = default),
        Defect("credentials-for-all", "Credentials are allowed for every origin.", "credentials", context =>
        {
            context.Response.Headers.AccessControlAllowOrigin = "*";
            context.Response.Headers.AccessControlAllowCredentials = "true";
        }),
    ];

    private static Defect Defect(string name, string breaks, string kills, Action<HttpContext> change) => new()
    {
        Name = $"cors/{name}",
        Breaks = breaks,
        Kills = [$"tus/core/cors/{kills}"],
        Break = Broken.Response(change),
    };

    private static void Cut(HttpContext context, string list, string member) =>
        context.Response.Headers[list] = context.Response.Headers[list].ToString().Replace(member, "X-Nothing", StringComparison.Ordinal);
}
