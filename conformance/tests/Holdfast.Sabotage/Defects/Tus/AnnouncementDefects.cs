namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in Tus-Extension: extensions that work but are not announced.</summary>
internal static class AnnouncementDefects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        Hides("creation-defer-length"),
        Hides("checksum", "tus/checksum-trailer/**"),
        Hides("concatenation"),
        Hides("expiration"),
    ];

    private static Defect Hides(string extension, params string[] needing) => new()
    {
        Name = $"announcement/hides-{extension}",
        Breaks = $"The extension {extension} works, and OPTIONS does not name it.",
        Kills = [$"tus/discovery/{extension}"],
        MayKill = [$"tus/{extension}/**", .. needing],
        Break = Broken.Response(context =>
        {
            var announced = context.Response.Headers["Tus-Extension"].ToString();
            if (announced.Length > 0)
            {
                context.Response.Headers["Tus-Extension"] = string.Join(',', announced.Split(',').Where(name => name.Trim() != extension));
            }
        }),
    };
}
