using System.Text.RegularExpressions;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Download;

/// <summary>Downloads of uploads whose file names and types an attacker chose.</summary>
internal static partial class DownloadSafetyCases
{
    private static readonly string[] Active =
        ["text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml", "text/javascript"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/download/active-content",
            Title = "An uploaded HTML page is not shown in the browser",
            Does = "Finishes uploads with the filetype text/html, image/svg+xml and 'text/html, image/png', and sends GET.",
            Must = "If the Content-Type of GET is one that browsers execute, Content-Disposition is attachment.",
            Why = "A script from the server's origin acts with the rights of every user who opens the link.",
            Judges = ["A-51"],
            Needs = ["creation"],
            Run = TusCases.Run(ActiveContent),
        },
        new()
        {
            Id = "tus/download/file-name",
            Title = "A hostile file name does not inject parameters into Content-Disposition",
            Does = "Finishes uploads whose filename has quotes, path separators, a NUL, a right-to-left override, and 4,096 letters; "
                + "sends GET.",
            Must = "Content-Disposition is absent, or has the form of RFC 6266 with only filename parameters.",
            Why = "An unescaped quote lets the client add its own parameters.",
            Judges = ["A-51"],
            Needs = ["creation"],
            Run = TusCases.Run(FileName),
        },
    ];

    private static async Task ActiveContent(TusCase t)
    {
        foreach (var type in new[] { "text/html", "image/svg+xml", "text/html, image/png" })
        {
            if (await FetchAsync(t, $"filetype '{type}'", Metadata.Pair("filetype", type)) is not { } got)
            {
                continue;
            }

            var told = got["Content-Type"]?.Split(';', ',')[0].Trim();
            var disposition = got["Content-Disposition"]?.Split(';')[0].Trim();
            var isRun = Active.Contains(told, StringComparer.OrdinalIgnoreCase)
                && !"attachment".Equals(disposition, StringComparison.OrdinalIgnoreCase);
            t.Checks.Judge(
                $"GET of an upload with filetype '{type}'", "no type that browsers execute, or attachment",
                $"Content-Type {TusCase.Quoted(got["Content-Type"])}, Content-Disposition {TusCase.Quoted(got["Content-Disposition"])}",
                !isRun, "A-51");
            t.Checks.Observe("X-Content-Type-Options", TusCase.Quoted(got["X-Content-Type-Options"]), "A-51");
        }
    }

    private static async Task FileName(TusCase t)
    {
        foreach (var (subject, name) in new[]
        {
            ("quotes", "a\"; filename*=UTF-8''b.exe; x=\"y"), ("a backslash before a quote", "a\\\"; x=\"y"),
            ("path separators", "../../etc/passwd"),
            ("a NUL", "a\0b.txt"), ("a right-to-left override", "a\u202Etxt.exe"), ("4,096 letters", new string('n', 4096)),
        })
        {
            if (await FetchAsync(t, $"a name with {subject}", Metadata.Pair("filename", name)) is { } got)
            {
                var disposition = got["Content-Disposition"];
                t.Checks.Judge(
                    $"Content-Disposition for a name with {subject}", "absent, or in the form of RFC 6266",
                    TusCase.Quoted(disposition?[..Math.Min(disposition.Length, 200)]),
                    got.Response!.Malformed.Count == 0 && (disposition is null || Disposition().IsMatch(disposition)), "A-51");
            }
        }
    }

    // Null, and a fact, where there is nothing to look at.
    private static async Task<Exchange?> FetchAsync(TusCase t, string subject, string metadata)
    {
        var created = await t.CreateAsync(t.Post(5, metadata));
        if (created.Status != 201 || t.Location(created) is not { } url)
        {
            t.Checks.Observe($"POST with {subject}", created.Outcome, "A-51");
            return null;
        }

        await t.AppendAsync(new Upload(url, t.Content(5)), 0, 5);
        var got = await t.SendAsync(t.Request("GET", url), url);
        if (got.Status != 200)
        {
            t.Checks.Observe($"GET of an upload with {subject}", got.Outcome, "A-51");
        }

        return got.Status == 200 ? got : null;
    }

    // RFC 6266, 4.1 with the parameters that name the file: a token, a quoted string, or the form of RFC 8187.
    [GeneratedRegex(
        @"^[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:\s*;\s*(?:filename\s*=\s*(?:""(?:[^""\\]|\\.)*""|[!#$%&'*+.^_`|~0-9A-Za-z-]+)"
        + @"|filename\*\s*=\s*[!#$%&'*+.^_`|~0-9A-Za-z-]+))*$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Disposition();
}
