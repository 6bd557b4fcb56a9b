using System.Globalization;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;
using static Holdfast.Sabotage.Http.BrokenDraft;

namespace Holdfast.Sabotage.Defects.Ietf;

/// <summary>Defects in the draft's corner cases.</summary>
internal static class ProbeDefects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        Defect("probes/empty-files-refused", "An empty last append to an empty upload is refused.",
            Instead("PATCH", (upload, request) => upload?.Offset == 0 && request.ContentLength == 0 && Completes(request), 400),
            "append/empty-file", "creation/zero-length"),
        Defect("probes/zero-length-is-complete", "An upload of length 0 is reported as complete from the beginning.",
            Success("HEAD", (_, fields) =>
            fields[Complete] = fields[Length] == "0" ? "?1" : fields[Complete]), "creation/zero-length"),
        Defect("probes/empty-appends-run-out", "The tenth empty append is refused.", Broken.Remembering<Counter>(counter =>
            Instead("PATCH", (_, request) => request.ContentLength == 0 && !Completes(request) && counter.Next() >= 10, 429)),
            "append/empty-again-and-again") with { MayKill = ["ietf/append/**"] },
        Defect("probes/put-has-no-location", "A creation by PUT is answered without Location.",
            Success("PUT", (_, fields) => fields.Remove("Location")), "creation/other-methods"),
        Defect("probes/post-appends", "POST to an upload appends.", Broken.Exchange((context, next) =>
        {
            if (context.Request.Method == "POST" && Broken.IdOf(context).Length > 0)
            {
                context.Request.Method = "PATCH";
                context.Request.Headers[Offset] = "0";
                context.Request.ContentType = "application/partial-upload";
            }

            return next(context);
        }), "creation/at-an-upload"),
        Defect("probes/forged-host-breaks-location", "A forged Host produces a Location that is not a URL.",
            Success("POST", (context, fields) =>
            fields.Location = context.Request.Host.Host == "evil.example" ? "http://" : fields.Location), "creation/forged-host"),
        Defect("probes/offsets-of-32-bits", "Offsets are compared in 32 bits.", Field("PATCH", Offset, In32Bits),
            "append/offset-powers") with
        {
            MayKill = ["ietf/append/offset-largest", "ietf/append/offset-void"],
        },
        Defect("probes/lengths-of-32-bits", "Lengths are kept in 32 bits.", Field("POST", Length, In32Bits), "creation/length-powers") with
        {
            MayKill = ["ietf/creation/largest-length", "ietf/creation/void-length", "ietf/limits/max-size"],
        },
        Defect("probes/one-octet-more", "A declared length counts as one byte more.", Broken.Both(
            Field("POST", Length, value => Moved(value, 1)),
            Success("HEAD", (_, fields) => fields[Length] = Moved(fields[Length].ToString(), -1))), "append/overshoot-by-one") with
        {
            MayKill = ["ietf/append/**", "ietf/creation/**", "ietf/resilience/**", "ietf/states/**"],
        },
        Defect("probes/terabytes-are-taken", "An append that announces a terabyte is acknowledged before its content arrives.",
            Instead("PATCH", (_, request) => request.ContentLength > 1L << 39, 204), "append/overshoot-announced"),
        Defect("probes/expectation-skips-the-offset", "An append with an Expect field is stored at the end, whatever its offset.",
            Field("PATCH", Offset, (request, value) =>
            request.Headers.Expect.Count > 0 ? "0" : value), "interim/expect-refused"),
        Defect("probes/pipelined-offset", "A retrieval that is pipelined behind a creation gets another upload's offset.",
            (sound, _) => sound,
            "interim/pipelined") with
        {
            Rewrite = new WireRewrite(Answer: (request, answer) =>
                request.StartsWith("POST ", StringComparison.Ordinal) && request.Contains("HEAD /", StringComparison.Ordinal)
                ? answer.Replace("Upload-Offset: 0\r\n", "Upload-Offset: 5\r\n", StringComparison.Ordinal)
                : answer),
        },
        Defect("probes/version-by-comparison", "The version is compared as text.", Broken.Request(request =>
        {
            var version = request.Headers[Interop].ToString();
            if (version.StartsWith('0') || version.Contains(';', StringComparison.Ordinal))
            {
                request.Headers.Remove(Interop);
            }
        }), "interim/version-spelling"),
        Defect("probes/megabytes-time-out", "The server aborts an append of several megabytes.",
            Instead("PATCH", (_, request) => request.ContentLength > 1_000_000 && request.ContentLength < 1L << 30, 408), "interim/unread"),
        Defect("probes/signed-length", "A Content-Length with a sign is read up to the sign, as 2.", (sound, _) => sound,
            "framing/odd-lengths") with
        {
            Rewrite = WireRewrite.OfHead(head => head.Replace("Content-Length: +5\r\n", "Content-Length: 2\r\n", StringComparison.Ordinal)),
        },
        Defect("probes/digits-of-any-script", "Digits of any script are accepted.",
            Field("PATCH", Offset, value => value == "\u0660" ? "0" : value), "framing/hostile-values"),
        Defect("probes/coded-append-lost", "An append with a content coding is acknowledged and thrown away.",
            Instead("PATCH", (_, request) => request.Headers.ContentEncoding.Count > 0, 204), "framing/coding-repeated"),
        Defect("probes/both-protocols-lose", "A creation with the fields of both protocols gets a Location that does not exist.",
            Success("POST", (context, fields) =>
            fields.Location = context.Request.Headers.ContainsKey("Tus-Resumable") && context.Request.Headers.ContainsKey(Complete)
                ? fields.Location + "0" : fields.Location), "mixed/one-request"),
        Defect("probes/tus-upload-not-appended", "The draft's appends to uploads of tus are acknowledged and thrown away.",
            Instead("PATCH", (upload, request) => upload?.Completion == UploadCompletion.ByLength && request.Headers.ContainsKey(Interop),
                204), "mixed/tus-upload"),
        Defect("probes/another-version-breaks", "An append in another version than the newest ends in 500.",
            Instead("PATCH", (_, request) => request.Headers[Interop] == "9", 500), "mixed/another-version"),
        Defect("http2/not-announced", "No 104 announces an upload over HTTP/2.",
            BrokenInterim.Announcement((context, fields) => IsHttp2(context.Request) ? null : fields), "http2/announced"),
        Defect("http2/not-found", "HEAD finds no upload over HTTP/2.",
            Instead("HEAD", (_, request) => IsHttp2(request), 404), "http2/cancelled", "http2/starved", "http2/small-table"),
        Defect("http2/short-is-complete", "An upload whose last request was too short is reported as complete.",
            Success("HEAD", (_, fields) =>
            fields[Complete] = fields[Length] == "100" ? "?1" : fields[Complete]), "http2/short-content", "framing/short-content") with
        {
            MayKill = ["ietf/append/**", "ietf/creation/**"],
        },
        Defect("http2/conflict-is-400", "A wrong offset is a bad request over HTTP/2.", Broken.Response(context =>
            context.Response.StatusCode = IsHttp2(context.Request) && context.Response.StatusCode == 409
                ? 400 : context.Response.StatusCode), "http2/early-answer", "http2/starved"),
        Defect("http2/all-appends-taken", "A refused append is acknowledged over HTTP/2.", Answer("PATCH", context =>
            context.Response.StatusCode = IsHttp2(context.Request) && context.Response.StatusCode >= 400
                ? 200 : context.Response.StatusCode), "http2/two-appends", "http2/early-answer", "http2/starved") with
        {
            MayKill = ["ietf/http2/**"],
        },
        Defect("http2/overshoot-taken", "An append over HTTP/2 without content-length is acknowledged, whatever its content.",
            Instead("PATCH", (_, request) => IsHttp2(request) && request.ContentLength is null, 204), "http2/overshoot"),
    ];

    private static bool IsHttp2(HttpRequest request) => HttpProtocol.IsHttp2(request.Protocol);

    private static string In32Bits(string value) =>
        long.TryParse(value, CultureInfo.InvariantCulture, out var number) ? $"{number & uint.MaxValue}" : value;

    private static string Moved(string value, long by) =>
        long.TryParse(value, CultureInfo.InvariantCulture, out var number) ? $"{number + by}" : value;

    private sealed class Counter
    {
        private int _count;

        public int Next() => Interlocked.Increment(ref _count);
    }
}
