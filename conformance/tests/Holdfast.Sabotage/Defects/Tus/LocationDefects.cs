namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in deriving Location from the request.</summary>
internal static class LocationDefects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "location/forwarded-believed",
            Breaks = "Forwarded and X-Forwarded-Host of any client set the host in Location.",
            Kills = ["tus/creation/location/forged-forwarded"],
            Break = Broken.Uploads(uploads => uploads with { BehindProxy = true }),
        },
        new()
        {
            Name = "location/forwarded-scheme-verbatim",
            Breaks = "The scheme in Location is copied from X-Forwarded-Proto.",
            Kills = ["tus/creation/location/forged-forwarded"],
            Break = Broken.Response(context =>
            {
                var (location, scheme) =
                    (context.Response.Headers.Location.ToString(), context.Request.Headers["X-Forwarded-Proto"].ToString());
                if (location.Length > 0 && scheme.Length > 0)
                {
                    context.Response.Headers.Location = scheme + location[location.IndexOf(':', StringComparison.Ordinal)..];
                }
            }),
        },
        new()
        {
            Name = "location/host-cut-at-colon",
            Breaks = "The host in Location ends at the first colon of Host, also inside an IPv6 address.",
            Kills = ["tus/creation/location/forged-host"],
            Break = Broken.Response(context =>
            {
                var host = context.Request.Host.Value ?? "";
                if (host.StartsWith('['))
                {
                    context.Response.Headers.Location =
                        context.Response.Headers.Location.ToString().Replace(host, host.Split(':')[0], StringComparison.Ordinal);
                }
            }),
        },
    ];
}
