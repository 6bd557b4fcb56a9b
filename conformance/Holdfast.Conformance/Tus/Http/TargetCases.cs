using System.Globalization;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Http;

/// <summary>The same upload under other spellings of its URL, and requests in HTTP/1.0.</summary>
internal static class TargetCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/wire/target/absolute-form",
            Title = "A request target in absolute form reaches the upload",
            Does = "Sends HEAD with the complete URL in the request line, as to a proxy.",
            Must = "The same response as for the path alone (RFC 9112, 3.2.2).",
            Why = "Forward proxies and some client libraries send requests this way.",
            Judges = ["H-03"],
            Needs = ["creation"],
            Run = TusCases.Run(AbsoluteForm),
        },
        new()
        {
            Id = "tus/wire/target/query-and-slash",
            Title = "A query or a slash at the end of an upload's URL leads to no other upload",
            Does = "Sends HEAD for an upload at offset 3 with ?holdfast=1 after its URL, and with a slash.",
            Must = "The same upload, or a 4xx; no other offset and no 5xx. The response is recorded.",
            Why = "Gateways add such parts; the server must find the right upload or none.",
            Judges = ["H-08"],
            Needs = ["creation"],
            Run = TusCases.Run(QueryAndSlash),
        },
        new()
        {
            Id = "tus/wire/target/percent-encoded",
            Title = "An equivalent spelling of an upload's URL leads to no other upload",
            Does = "Sends HEAD for an upload at offset 3 with the last letter of its URL percent-encoded.",
            Must = "The same upload (RFC 3986, 6.2.2.2), or a 4xx; no other offset and no 5xx.",
            Why = "Proxies normalise URLs, in both directions.",
            Judges = ["H-08"],
            Needs = ["creation"],
            Run = TusCases.Run(PercentEncoded),
        },
        new()
        {
            Id = "tus/wire/http10/upload",
            Title = "Responses to HTTP/1.0 requests are valid HTTP/1.0",
            Does = "Sends a PATCH and a HEAD in HTTP/1.0 without Connection: keep-alive.",
            Must = "204 and the offset, without Transfer-Encoding, and the connection is closed; or a refusal that stores no byte.",
            Why = "Old proxies in company networks still use it, and would wait forever.",
            Judges = ["H-06"],
            Needs = ["creation"],
            Run = TusCases.Run(OldVersion),
        },
    ];

    private static async Task AbsoluteForm(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        await t.AppendAsync(upload, 0, 3);
        t.Checks.Control("HEAD", await t.HeadWhenFreeAsync(upload.Url));
        var answer = await t.SendAsync(t.Request("HEAD", upload.Url) with { Target = upload.Url.ToString() }, upload.Url);
        if (t.Succeeded("HEAD with a target in absolute form", answer, [200, 204], "H-03"))
        {
            t.Field("HEAD with a target in absolute form", answer, "Upload-Offset", 3, "H-03");
        }
    }

    private static async Task QueryAndSlash(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        await t.AppendAsync(upload, 0, 3);
        var mark = upload.Url.Target.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        await SameOrNoneAsync(t, upload, upload.Url.Target + mark + "holdfast=1", "an additional query");
        await SameOrNoneAsync(t, upload, upload.Url.Target + "/", "an additional slash");
    }

    private static async Task PercentEncoded(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        await t.AppendAsync(upload, 0, 3);
        var target = upload.Url.Target;
        var encoded = target[..^1] + "%" + ((int)target[^1]).ToString("X2", CultureInfo.InvariantCulture);
        await SameOrNoneAsync(t, upload, encoded, "its last letter percent-encoded");
    }

    private static async Task OldVersion(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        var (answer, end) = await OldAsync(t, t.Patch(upload, 0, upload.From(0, 3)), upload.Url);
        if (!await t.TakenOrRejectedAsync("a PATCH in HTTP/1.0", answer, upload, 3, "H-06")
            || answer.Response is not { Status: 204 } response)
        {
            return;
        }

        t.Absent("PATCH in HTTP/1.0", answer, "Transfer-Encoding", "H-06");
        var keeps = response.Fields.List("Connection").Contains("keep-alive", StringComparer.OrdinalIgnoreCase);
        t.Checks.Judge("Connection after a PATCH in HTTP/1.0", "closed", $"{end}", end is not WireEnd.Open || keeps, "H-06");
        var (head, _) = await OldAsync(t, t.Request("HEAD", upload.Url), upload.Url);
        t.Field("HEAD in HTTP/1.0", head, "Upload-Offset", 3, "H-06");
        t.Absent("HEAD in HTTP/1.0", head, "Transfer-Encoding", "H-06");
    }

    private static async Task<(Exchange Answer, WireEnd End)> OldAsync(TusCase t, WireRequest request, WireUrl url)
    {
        await using var connection = await t.Context.ConnectAsync(url);
        var bytes = TusCase.Text(request).Replace(" HTTP/1.1\r\n", " HTTP/1.0\r\n", StringComparison.Ordinal);
        await connection.SendAsync(System.Text.Encoding.Latin1.GetBytes(bytes), "head", t.Cancellation);
        var answer = await connection.ReadAsync(request.Method, t.Patience, t.Cancellation);
        return (answer, answer.Response is null ? answer.End : await connection.WaitForEndAsync(t.Patience, t.Cancellation));
    }

    private static async Task SameOrNoneAsync(TusCase t, Upload upload, string target, string how)
    {
        var url = upload.Url with { Target = target };
        var head = await t.HeadWhenFreeAsync(url);
        var told = head["Upload-Offset"] is { } offset ? $"{head.Outcome}, offset {offset}" : head.Outcome;
        t.Checks.Observe($"HEAD with {how}", told, "H-08");
        t.Checks.Judge($"HEAD with {how}", "success with offset 3, or a 4xx", told,
            head.IsClientError || (head.IsSuccess && head["Upload-Offset"] == "3"), "H-08");
        await t.OffsetIsAsync($"of the upload's own URL after {how}", upload, 3, "H-08");
    }
}
