using System.Text;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Creation;

/// <summary>Manipulations of an upload URL's last segment: files outside the store, side files, other users' uploads.</summary>
internal static class UploadUrlCases
{
    /// <summary>Longer than any file name (255 bytes) and than most paths (4096).</summary>
    private const int LongId = 5000;

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/creation/url/traversal",
            Title = "Encoded dots and separators do not leave the store",
            Does = "Sends HEAD for siblings of an upload with segments such as ..%2f..%2fetc%2fpasswd, ..%5c..%5cwindows, %u002e%u002e "
                + "and %00.",
            Must = "A 4xx, and no upload is found; never a 5xx.",
            Why = "If an id is used as a file name without checks, the server exposes every file that it can read.",
            Judges = ["A-55"],
            Needs = ["creation"],
            Run = TusCases.Run(Traversal),
        },
        new()
        {
            Id = "tus/creation/url/other-spelling",
            Title = "An id that is encoded twice, or followed by a NUL, is not an upload",
            Does = "Sends HEAD with an upload's id behind %252e%252f, behind .%5c, and before %00, %2500 and %2500.txt.",
            Must = "A 4xx, and no upload is found; never a 5xx.",
            Why = "A server that decodes twice, or stops at a NUL, checks one name and opens another.",
            Judges = ["A-55"],
            Needs = ["creation"],
            Run = TusCases.Run(OtherSpelling),
        },
        new()
        {
            Id = "tus/creation/url/side-files",
            Title = "The store's own files beside an upload are not served",
            Does = "Creates an upload with a secret in its metadata, then sends HEAD and GET for its URL with .info, .json, "
                + ".uploadlength, .metadata and .lock.",
            Must = "No upload is found, and no response has the secret; never a 5xx.",
            Why = "These files contain the users' metadata.",
            Judges = ["A-55"],
            Needs = ["creation"],
            Run = TusCases.Run(SideFiles),
        },
        new()
        {
            Id = "tus/creation/url/long-id",
            Title = "An id of 5,000 characters is an unknown upload",
            Does = "Sends HEAD for a sibling of an upload with a segment of 5,000 letters.",
            Must = "A 4xx, and no upload is found; never a 5xx.",
            Why = "File systems refuse such names with their own errors, which must not make the server fail.",
            Judges = ["A-55"],
            Needs = ["creation"],
            Run = TusCases.Run(LongSegment),
        },
        new()
        {
            Id = "tus/creation/url/variants",
            Title = "Variants of an upload's URL are recorded",
            Does = "Sends HEAD for an upload's URL with a trailing slash, a double slash, ?x, ;x and in upper case.",
            Must = "None: the server defines its URLs.",
            Why = "Proxies and routers add and remove such parts, so it helps to know how the server handles them.",
            Judges = ["A-55"],
            Needs = ["creation"],
            Run = TusCases.Run(Variants),
        },
    ];

    private static async Task Traversal(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        foreach (var segment in new[]
        {
            "..%2f..%2f..%2f..%2fetc%2fpasswd", "%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%5c..%5c..%5cwindows%5cwin.ini",
            "%u002e%u002e%u2215etc", "%00", "..%00",
        })
        {
            await IsNoUploadAsync(t, segment, Beside(upload, segment));
        }
    }

    private static async Task OtherSpelling(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        var id = IdOf(upload);
        foreach (var segment in new[] { $"%252e%252f{id}", $".%5c{id}", $"{id}%00", $"{id}%2500", $"{id}%2500.txt" })
        {
            await IsNoUploadAsync(t, segment.Replace(id, "ID", StringComparison.Ordinal), Beside(upload, segment));
        }
    }

    private static async Task SideFiles(TusCase t)
    {
        var secret = $"secret-{t.Context.Seed:x16}";
        var upload = await t.NewUploadAsync(5, Metadata.Pair("note", secret));
        foreach (var ending in new[] { ".info", ".json", ".uploadlength", ".metadata", ".lock" })
        {
            var url = Beside(upload, IdOf(upload) + ending);
            await IsNoUploadAsync(t, "ID" + ending, url);
            var got = await t.SendAsync(t.Request("GET", url), url);
            var text = got.Response is { } response ? Encoding.Latin1.GetString(response.Body.Span) : "";
            var tells = text.Contains(secret, StringComparison.Ordinal)
                || text.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), StringComparison.Ordinal);
            t.Checks.Judge(
                $"GET of 'ID{ending}'", "no metadata of the upload, no 5xx", got, tells ? $"{got.Outcome} with the metadata" : got.Outcome,
                !tells && got.Status is not >= 500, "A-55");
        }
    }

    private static async Task LongSegment(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        await IsNoUploadAsync(t, $"{LongId} letters", Beside(upload, new string('a', LongId)));
    }

    private static async Task Variants(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        foreach (var segment in new[]
        {
            IdOf(upload) + "/", "/" + IdOf(upload), IdOf(upload) + "?x", IdOf(upload) + ";x", IdOf(upload).ToUpperInvariant(),
        })
        {
            var head = await t.HeadAsync(Beside(upload, segment));
            t.Checks.Observe($"HEAD of '{segment}'",
                head["Upload-Offset"] is null ? $"{head.Outcome}, no upload" : $"{head.Outcome}, an upload", "A-55");
        }
    }

    // A redirect to the plain spelling is fine, and so is a connection that ends: some stacks do that at a NUL.
    private static async Task IsNoUploadAsync(TusCase t, string spelling, WireUrl url)
    {
        var head = await t.HeadAsync(url);
        var isNone = TusCase.IsGone(head) || (head.Status is >= 300 and < 500 && head["Upload-Offset"] is null);
        var actual = head["Upload-Offset"] is { } offset ? $"{head.Outcome}, Upload-Offset '{offset}'" : head.Outcome;
        t.Checks.Judge($"HEAD of '{spelling}' in place of an id", "a 4xx, and no upload", actual, isNone, "A-55");
    }

    private static string PathOf(Upload upload) => upload.Url.Target.Split('?')[0].TrimEnd('/');

    private static string IdOf(Upload upload) => PathOf(upload)[(PathOf(upload).LastIndexOf('/') + 1)..];

    private static WireUrl Beside(Upload upload, string segment) =>
        upload.Url with { Target = PathOf(upload)[..(PathOf(upload).LastIndexOf('/') + 1)] + segment };
}
