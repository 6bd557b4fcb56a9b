using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in Tus-Resumable and Tus-Version.</summary>
internal static class VersionDefects
{
    private const string Resumable = "Tus-Resumable";

    public static IReadOnlyList<Defect> All { get; } =
    [
        Unchecked("POST", ["tus/core/version/post-unsupported"], "tus/creation/**", "tus/creation-with-upload/expect-continue-doomed"),
        Unchecked("HEAD", ["tus/core/version/head-unsupported", "tus/core/version/near-miss"], "tus/core/cors/on-errors"),
        Unchecked("PATCH", ["tus/core/version/patch-unsupported", "tus/wire/early/version"], "tus/wire/expect/doomed",
            "tus/core/version/twice"),
        Unchecked("DELETE", ["tus/core/version/delete-unsupported"]),
        Request("by-prefix", "Every version that begins with '1.' counts as 1.0.0.", ["tus/core/version/near-miss"], request =>
        {
            if (request.Headers[Resumable].Count == 1 && request.Headers[Resumable].ToString().StartsWith("1.", StringComparison.Ordinal))
            {
                request.Headers[Resumable] = "1.0.0";
            }
        }),
        Request("missing-is-fine", "POST and PATCH without Tus-Resumable are carried out.", ["tus/core/version/missing"],
            request => AddTo(request, "POST", "PATCH")),
        Request("missing-is-fine-on-delete", "DELETE without Tus-Resumable deletes.", ["tus/core/version/missing-on-delete"],
            request => AddTo(request, "DELETE")),
        Request("first-line-counts", "Of several Tus-Resumable lines the first counts.", ["tus/core/version/twice"], request =>
        {
            if (request.Headers[Resumable].Count > 1)
            {
                request.Headers[Resumable] = request.Headers[Resumable][0];
            }
        }),
        Unnamed("on-success", "The 204 of PATCH does not name the version.", ["tus/core/version/on-success"],
            StatusCodes.Status204NoContent),
        Unnamed("on-404", "A 404 does not name the version.", ["tus/core/version/on-errors", "tus/core/version/on-more-errors"],
            StatusCodes.Status404NotFound),
        Unnamed("on-413", "A 413 does not name the version.", ["tus/core/version/on-more-errors"], StatusCodes.Status413PayloadTooLarge,
            "tus/states/**"),
        Unnamed("on-412", "A 412 does not name the version in use.", ["tus/core/version/refusal-names-both"],
            StatusCodes.Status412PreconditionFailed, "tus/core/version/on-errors"),
        new()
        {
            Name = "version/no-list-on-412",
            Breaks = "A 412 does not say which versions are supported.",
            Kills =
            [
                "tus/core/version/post-unsupported", "tus/core/version/patch-unsupported", "tus/core/version/head-unsupported",
                "tus/core/version/delete-unsupported",
            ],
            Break = Broken.Response(context => Remove(context, "Tus-Version", StatusCodes.Status412PreconditionFailed)),
        },
    ];

    private static Defect Unchecked(string method, IReadOnlyList<string> kills, params string[] mayKill) =>
        Request($"unchecked-on-{method.ToLowerInvariant()}", $"{method} is carried out in any version.", kills, request =>
        {
            if (request.Method == method && request.Headers[Resumable].Count == 1)
            {
                request.Headers[Resumable] = "1.0.0";
            }
        }, mayKill);

    private static Defect Request(
        string name, string breaks, IReadOnlyList<string> kills, Action<HttpRequest> change, params string[] mayKill) =>
        new() { Name = $"version/{name}", Breaks = breaks, Kills = kills, MayKill = mayKill, Break = Broken.Request(change) };

    private static Defect Unnamed(string name, string breaks, IReadOnlyList<string> kills, int status, params string[] mayKill) =>
        new()
        {
            Name = $"version/unnamed-{name}", Breaks = breaks, Kills = kills, MayKill = mayKill,
            Break = Broken.Response(context => Remove(context, Resumable, status)),
        };

    private static void AddTo(HttpRequest request, params string[] methods)
    {
        if (methods.Contains(request.Method) && request.Headers[Resumable].Count == 0)
        {
            request.Headers[Resumable] = "1.0.0";
        }
    }

    private static void Remove(HttpContext context, string field, int status)
    {
        if (context.Response.StatusCode == status)
        {
            context.Response.Headers.Remove(field);
        }
    }
}
