using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in finding an upload by its URL.</summary>
internal static class UploadUrlDefects
{
    // The longest file name of ext4 and NTFS.
    private const int LongestName = 255;

    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "url/decoded-twice",
            Breaks = "Percent signs in an id are decoded a second time, and dots resolved afterwards.",
            Kills = ["tus/creation/url/other-spelling"],
            Break = ReadAs(id => Uri.UnescapeDataString(id).Split('/')[^1]),
        },
        new()
        {
            Name = "url/backslash-separates",
            Breaks = "A backslash in an id counts as a slash, so the part before it is ignored.",
            Kills = ["tus/creation/url/other-spelling"],
            Break = ReadAs(id => id.Split('\\')[^1]),
        },
        new()
        {
            Name = "url/cut-at-nul",
            Breaks = "An id ends at an encoded NUL.",
            Kills = ["tus/creation/url/other-spelling"],
            Break = ReadAs(id => id.Split("%00")[0]),
        },
        new()
        {
            Name = "url/side-files-served",
            Breaks = "GET serves any file of the store's directory, also the .info beside an upload.",
            Kills = ["tus/creation/url/side-files"],
            Break = (sound, directory) => Broken.Exchange((context, next) =>
            {
                var file = Path.Combine(directory, Broken.IdOf(context));
                return HttpMethods.IsGet(context.Request.Method) && file.EndsWith(".info", StringComparison.Ordinal) && File.Exists(file)
                    ? context.Response.SendFileAsync(file)
                    : next(context);
            })(sound, directory),
        },
        new()
        {
            Name = "url/long-id-crashes",
            Breaks = "An id that is longer than a file name is answered with 500.",
            Kills = ["tus/creation/url/long-id"],
            Break = Broken.Exchange((context, next) => CreationDefects.RefuseAsync(
                context, next, StatusCodes.Status500InternalServerError, Broken.IdOf(context).Length > LongestName)),
        },
        new()
        {
            Name = "url/dots-crash",
            Breaks = "Two dots in an id are noticed too late, and answered with 500.",
            Kills = ["tus/creation/url/traversal"],
            Break = Broken.Exchange((context, next) => CreationDefects.RefuseAsync(
                context, next, StatusCodes.Status500InternalServerError, Broken.IdOf(context).Contains("..", StringComparison.Ordinal))),
        },
    ];

    private static Break ReadAs(Func<string, string> read) =>
        Broken.Request(request => request.RouteValues["uploadId"] = read(Broken.IdOf(request.HttpContext)));
}
