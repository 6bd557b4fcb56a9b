namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in creations with a deferred length, and in the answers to HEAD for such uploads.</summary>
internal static class DeferralDefects
{
    private const string Defer = "Upload-Defer-Length";
    private const string Length = "Upload-Length";

    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "defer/flag-missing",
            Breaks = "HEAD does not say that the length is deferred.",
            Kills = ["tus/creation-defer-length/declare-later"],
            MayKill = ["tus/states/deferred", "tus/creation-defer-length/**", "tus/creation-with-upload/deferred", "tus/concatenation/**",
                "tus/checksum/declared-length"],
            Break = Broken.Head(headers => headers.Remove(Defer)),
        },
        new()
        {
            Name = "defer/flag-is-true",
            Breaks = "HEAD says Upload-Defer-Length: true instead of 1.",
            Kills = ["tus/creation-defer-length/declare-later", "tus/creation-with-upload/deferred"],
            MayKill = ["tus/states/deferred", "tus/creation-defer-length/**", "tus/concatenation/**", "tus/checksum/declared-length"],
            Break = Broken.Head(headers =>
            {
                if (headers.ContainsKey(Defer))
                {
                    headers[Defer] = "true";
                }
            }),
        },
        new()
        {
            Name = "defer/flag-stays",
            Breaks = "HEAD still says that the length is deferred after it is known.",
            Kills = ["tus/creation-defer-length/declare-later", "tus/creation-defer-length/declare-at-end"],
            MayKill = ["tus/core/head/length", "tus/creation-defer-length/**", "tus/concatenation/**"],
            Break = Broken.Head(headers => headers[Defer] = "1"),
        },
        new()
        {
            Name = "defer/any-value",
            Breaks = "Any value of Upload-Defer-Length counts as 1.",
            Kills = ["tus/creation-defer-length/bad-value"],
            Break = Broken.CreationField(Defer, _ => "1"),
        },
        new()
        {
            Name = "defer/length-wins",
            Breaks = "A creation with both Upload-Length and Upload-Defer-Length is accepted.",
            Kills = ["tus/creation-defer-length/both", "tus/creation-defer-length/zero-with-length"],
            Break = Broken.Request(request =>
            {
                if (request.Headers.ContainsKey(Length))
                {
                    request.Headers.Remove(Defer);
                }
            }),
        },
        new()
        {
            Name = "defer/zero-is-no",
            Breaks = "Upload-Defer-Length: 0 counts as 'not deferred'.",
            Kills = ["tus/creation-defer-length/zero-with-length"],
            Break = Broken.CreationField(Defer, text => text == "0" ? null : text),
        },
        new()
        {
            Name = "defer/not-announced",
            Breaks = "Lengths can be deferred, but Tus-Extension does not announce it.",
            Kills = ["tus/creation-defer-length/announced"],
            MayKill = ["tus/creation-defer-length/**", "tus/creation-with-upload/deferred", "tus/concatenation/**",
                "tus/discovery/creation-defer-length"],
            Break = Broken.Response(context =>
            {
                if (context.Response.Headers.TryGetValue("Tus-Extension", out var tokens))
                {
                    context.Response.Headers["Tus-Extension"] =
                        string.Join(',', tokens.ToString().Split(',').Where(token => token != "creation-defer-length"));
                }
            }),
        },
        new()
        {
            Name = "defer/octets-declare",
            Breaks = "A creation with content and a deferred length gets the number of its bytes as its length.",
            Kills = ["tus/creation-with-upload/deferred"],
            Break = Broken.Request(request =>
            {
                if (request.Headers.ContainsKey(Defer) && request.ContentLength > 0)
                {
                    request.Headers.Remove(Defer);
                    request.Headers[Length] = $"{request.ContentLength}";
                }
            }),
        },
    ];
}
