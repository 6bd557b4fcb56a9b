using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in reading the head of a request.</summary>
internal static partial class FieldDefects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        Read("field/folded-is-cut", "Only the first line of a folded field is read.", "field/folded",
            bytes => Folded().Replace(bytes, "")),
        Read("field/blank-before-colon", "A space between a field's name and the colon is ignored.", "field/blank-before-colon",
            bytes => bytes.Replace(" :", ":", StringComparison.Ordinal)),
        Read("field/bare-cr-ends-a-line", "A bare CR ends a line.", "field/bare-line-ends", bytes => BareCr().Replace(bytes, "\r\n")),
        Read("field/nul-is-dropped", "NUL in a field is dropped.", "field/nul",
            bytes => bytes.Replace("\0", "", StringComparison.Ordinal)),
        Read("field/any-host", "A request without Host is served, and of two Host lines the first counts.", "field/host", bytes =>
            Host().Count(bytes) == 0 ? bytes.Replace(" HTTP/1.1\r\n", " HTTP/1.1\r\nHost: localhost\r\n", StringComparison.Ordinal)
            : bytes.Replace("Host: holdfast.invalid\r\n", "", StringComparison.Ordinal), "tus/creation/**"),
        Read("field/names-with-case", "Field names are compared case-sensitively.", "field/names-in-any-case",
            bytes => bytes.Replace("\r\nupload-offset:", "\r\nx-nothing:", StringComparison.Ordinal)),
        Read("field/tab-is-content", "A tab before or after a value is treated as a part of it.", "field/blanks-around-values",
            bytes => bytes.Replace(":\t0\t", ": x0x", StringComparison.Ordinal)),
        Read("target/path-only", "A request target in absolute form is not found.", "target/absolute-form",
            bytes => Absolute().Replace(bytes, "${method} /nowhere ")),
        Read("method/any-case", "Methods are compared case-insensitively.", "method/small-letters",
            bytes => SmallMethod().Replace(bytes, word => word.Value.ToUpperInvariant())),
        new()
        {
            Name = "field/metadata-cut-at-8-kib",
            Breaks = "HEAD returns only the first 8 KiB of the metadata.",
            Kills = ["tus/wire/field/large-metadata"],
            MayKill = ["tus/creation/**"],
            Break = Broken.Response(context =>
            {
                if (context.Response.Headers["Upload-Metadata"].ToString() is { Length: > 8192 } metadata)
                {
                    context.Response.Headers["Upload-Metadata"] = metadata[..8192];
                }
            }),
        },
        new()
        {
            Name = "field/too-many-crash",
            Breaks = "A header section with too many fields ends in 500.",
            Kills = ["tus/wire/field/many-fields"],
            MayKill = ["tus/creation/**"],
            Rewrite = new WireRewrite(Answer: (_, answer) => answer.Replace("HTTP/1.1 431 ", "HTTP/1.1 500 ", StringComparison.Ordinal)),
        },
        new()
        {
            Name = "target/query-is-another",
            Breaks = "HEAD of an upload's URL with a query reports offset 0.",
            Kills = ["tus/wire/target/query-and-slash"],
            MayKill = ["tus/creation/**"],
            Break = Broken.Response(context =>
            {
                if (context.Request.QueryString.HasValue && HttpMethods.IsHead(context.Request.Method))
                {
                    context.Response.Headers["Upload-Offset"] = "0";
                }
            }),
        },
        new()
        {
            Name = "target/percent-crashes",
            Breaks = "A percent sign in an upload's URL ends in 500.",
            Kills = ["tus/wire/target/percent-encoded"],
            MayKill = ["tus/creation/**"],
            Rewrite = new WireRewrite(Answer: (request, answer) =>
                Percent().IsMatch(request) ? "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n" : answer),
        },
        new()
        {
            Name = "http10/chunked-answer",
            Breaks = "HTTP/1.0 requests are answered in chunks.",
            Kills = ["tus/wire/http10/upload"],
            Rewrite = new WireRewrite(Answer: (request, answer) =>
                request.Contains(" HTTP/1.0\r\n", StringComparison.Ordinal)
                    ? answer.Replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n", StringComparison.Ordinal) : answer),
        },
        new()
        {
            Name = "method/put-is-patch",
            Breaks = "PUT to an upload appends like PATCH.",
            Kills = ["tus/wire/method/unknown"],
            Break = Broken.Request(request => request.Method = HttpMethods.IsPut(request.Method) ? HttpMethods.Patch : request.Method),
        },
        new()
        {
            Name = "method/no-allow",
            Breaks = "A 405 has no Allow.",
            Kills = ["tus/wire/method/allow"],
            Break = Broken.Response(context => context.Response.Headers.Remove("Allow")),
        },
    ];

    private static Defect Read(string name, string breaks, string kills, Func<string, string> read, params string[] mayKill) =>
        new() { Name = name, Breaks = breaks, Kills = [$"tus/wire/{kills}"], MayKill = mayKill, Rewrite = WireRewrite.OfHead(read) };

    [GeneratedRegex(@"\r\n[ \t]+[^\r\n]*")]
    private static partial Regex Folded();

    [GeneratedRegex(@"\r(?!\n)")]
    private static partial Regex BareCr();

    [GeneratedRegex(@"\r\nhost:", RegexOptions.IgnoreCase)]
    private static partial Regex Host();

    [GeneratedRegex("^(?<method>[A-Z]+) http://[^ ]+ ")]
    private static partial Regex Absolute();

    [GeneratedRegex("^[a-z]+(?= )")]
    private static partial Regex SmallMethod();

    [GeneratedRegex("^[A-Z]+ [^ ]*%")]
    private static partial Regex Percent();
}
