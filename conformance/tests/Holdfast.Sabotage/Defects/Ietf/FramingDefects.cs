using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;
using static Holdfast.Sabotage.Http.BrokenDraft;

namespace Holdfast.Sabotage.Defects.Ietf;

/// <summary>Defects in finding the end of content, and in what counts as content.</summary>
internal static partial class FramingDefects
{
    private static readonly string[] CutWithLength =
        ["framing/short-content", "resilience/cut/in-body/fin", "resilience/cut/in-body/reset", "append/length-from-last"];

    public static IReadOnlyList<Defect> All { get; } =
    [
        Defect("framing/head-has-content", "A retrieval is answered with content.", Answer("HEAD", TrailingContent.Mark),
            "framing/no-content") with
        {
            Violates = ["IETF-230"],
            Rewrite = TrailingContent.Content,
        },
        Defect("framing/cut-completes", "A last append that is cut completes the upload.",
            CutCompletes("PATCH", request => request.ContentLength is not null), CutWithLength) with
        {
            MayKill = ["ietf/resilience/**", "ietf/concurrency/**", "ietf/cancellation/ends-transfer", "ietf/http2/short-content",
                "ietf/http2/cancelled"],
        },
        Defect("framing/missing-last-chunk-completes", "Chunks without the last chunk complete the upload.",
            CutCompletes("PATCH", request => request.ContentLength is null), "framing/chunks-cut"),
        Defect("framing/counts-what-is-announced", "An append that is cut moves the offset by its Content-Length.",
            CutBodyStore.OnCut((cut, store) =>
                store.Extend(cut.Id, cut.Offset + (CurrentRequest.Value.Method == "PATCH" ? CurrentRequest.Value.ContentLength ?? 0 : 0))),
            "framing/short-content", "resilience/cut/in-body/fin", "resilience/cut/in-body/reset", "resilience/cut/crumbs") with
            {
                MayKill = ["ietf/concurrency/**", "ietf/append/length-from-last", "ietf/interim/progress-append",
                    "ietf/http2/short-content", "ietf/http2/cancelled"],
            },
        Defect("framing/sizes-are-content", "The chunk sizes are stored with the content.", BrokenBody.Whole(
            request => request is { Method: "PATCH", ContentLength: null } && request.Headers.TransferEncoding.Count > 0,
            (_, body) => [.. Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), .. body]), "framing/chunked") with
            {
                MayKill = ["ietf/framing/length-and-coding"],
            },
        Defect("framing/length-beside-coding", "Transfer-Encoding is ignored when there is a Content-Length.", (sound, _) => sound,
            "framing/length-and-coding") with
        {
            Rewrite = WireRewrite.OfHead(bytes => Length().IsMatch(bytes) ? Coding().Replace(bytes, "") : bytes),
        },
        Defect("framing/first-length-wins", "When there are several Content-Length values, the first counts.", (sound, _) => sound,
            "framing/length-and-coding") with
        {
            Rewrite = WireRewrite.OfHead(bytes =>
                Length().Matches(bytes).Skip(1).Reverse().Aggregate(bytes, (head, other) => head.Remove(other.Index, other.Length))),
        },
        Defect("framing/takes-all-there-is", "Bytes that arrived after the content are appended with it.", (sound, _) => sound,
            "framing/behind-the-content") with
        {
            Rewrite = new WireRewrite(bytes => bytes.StartsWith("PATCH ", StringComparison.Ordinal) && Length().IsMatch(bytes)
                ? Length().Replace(bytes, line =>
                {
                    var declared = long.Parse(line.Groups["value"].Value, CultureInfo.InvariantCulture);
                    var sent = bytes.Length - bytes.IndexOf("\r\n\r\n", StringComparison.Ordinal) - 4;
                    return $"\r\nContent-Length: {Math.Max(declared, sent)}";
                })
                : bytes),
        },
        Defect("framing/trailers-merged", "Trailers are merged into the header section.",
            BrokenBody.Whole(request => request is { Method: "PATCH", ContentLength: null }, (context, body) =>
        {
            foreach (var (name, value) in BrokenBody.Trailers(context))
            {
                context.Request.Headers[name] = name == Offset ? context.Request.Headers[name] : value;
            }

            return body;
        }), "framing/trailers"),
        Defect("framing/decoded", "Appends to an upload with a content coding are decoded, and offsets count the decoded bytes.", Decoded(),
            "framing/content-coding") with
        {
            MayKill = ["ietf/framing/coding-repeated"],
        },
        Defect("framing/coding-refused",
            "An append to an upload with a content coding is refused when its first bytes are not of that coding.",
            CodingRefused(), "framing/content-coding"),
    ];

    private static Break CutCompletes(string method, Func<HttpRequest, bool> isMeant) => CutBodyStore.OnCut((cut, store) =>
        CurrentRequest.Value.Method == method && Completes(CurrentRequest.Value) && isMeant(CurrentRequest.Value)
            ? store.DescribeAsync(cut.Id, upload => upload with { Length = upload.Offset, Completion = UploadCompletion.Declared })
            : Task.CompletedTask);

    private static Break Coded(Func<byte[], byte[]?> read)
    {
        var coded = new ConcurrentDictionary<string, bool>();
        return Broken.Both(
            Success("POST", (context, _) =>
            {
                if (context.Request.Headers.ContentEncoding == "gzip")
                {
                    coded[Broken.IdIn(context.Response)] = true;
                }
            }),
            BrokenBody.Whole(request => request.Method == "PATCH" && coded.ContainsKey(Broken.IdOf(request.HttpContext)), (context, body) =>
            {
                var other = read(body);
                context.Response.StatusCode = other is null ? StatusCodes.Status415UnsupportedMediaType : context.Response.StatusCode;
                return other;
            }));
    }

    private static Break Decoded() => Coded(body =>
    {
        using var decoded = new MemoryStream();
        try
        {
            using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
            gzip.CopyTo(decoded);
        }
        catch (InvalidDataException)
        {
            // A decoder passes on what it has decoded before the stream ended.
        }

        return decoded.ToArray();
    });

    private static Break CodingRefused() => Coded(body => body is [0x1f, 0x8b, ..] ? body : null);

    [GeneratedRegex(@"\r\nContent-Length:[ ]*(?<value>[0-9]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Length();

    [GeneratedRegex(@"\r\nTransfer-Encoding:[^\r]*", RegexOptions.IgnoreCase)]
    private static partial Regex Coding();
}
