using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in reading the media type of PATCH, and in PATCH to unknown uploads.</summary>
internal static class PatchMediaTypeDefects
{
    private const string Right = "application/offset+octet-stream";

    public static IReadOnlyList<Defect> All { get; } =
    [
        Type("media-type-unchecked", "PATCH accepts any media type.",
            ["tus/core/patch/media-type-wrong", "tus/wire/early/media-type"],
            types => types.Length > 0 ? Right : types,
            "tus/core/patch/**", "tus/wire/expect/doomed", "tus/creation-defer-length/**"),
        Type("media-type-by-prefix", "PATCH accepts every media type that begins like the right one.",
            ["tus/core/patch/media-type-near-miss"],
            types => types.StartsWith(Right, StringComparison.Ordinal) ? Right : types, "tus/core/patch/media-type-twice"),
        Type("media-type-missing", "PATCH without a media type is accepted.", ["tus/core/patch/media-type-missing"],
            types => types.Length == 0 ? Right : types),
        Type("media-type-with-case", "The media type is compared case-sensitively.", ["tus/core/patch/media-type-case"],
            types => string.Equals(types, Right, StringComparison.OrdinalIgnoreCase) && types != Right ? "text/plain" : types),
        Type("media-type-anywhere", "A list of media types is accepted when it contains the right one.",
            ["tus/core/patch/media-type-twice"],
            types => types.Split(',').Any(type => type.Trim() == Right) ? Right : types),
        new()
        {
            Name = "patch/unknown-is-400",
            Breaks = "A PATCH to an unknown upload is refused with 400.",
            Kills = ["tus/core/patch/unknown-upload"],
            MayKill = ["tus/termination/**", "tus/creation/**"],
            Break = Broken.Response(context =>
            {
                if (HttpMethods.IsPatch(context.Request.Method) && context.Response.StatusCode == StatusCodes.Status404NotFound)
                {
                    context.Response.StatusCode = StatusCodes.Status400BadRequest;
                }
            }),
        },
    ];

    private static Defect Type(
        string name, string breaks, IReadOnlyList<string> kills, Func<string, string> read, params string[] mayKill) => new()
    {
        Name = $"patch/{name}",
        Breaks = breaks,
        Kills = kills,
        MayKill = mayKill,
        Break = Broken.Request(request =>
        {
            if (HttpMethods.IsPatch(request.Method))
            {
                request.ContentType = read(string.Join(", ", request.Headers.ContentType.ToArray()));
            }
        }),
    };
}
