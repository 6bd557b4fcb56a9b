using System.Text;
using CsCheck;
using Holdfast.Fuzzing;

namespace Holdfast.Server.Tests.Fuzzing;

/// <summary>Requests of tus and of the draft.</summary>
internal static class UploadGrammar
{
    /// <summary>The uploads that are there: one of tus with a length, one without, a finished part, and one of the draft.</summary>
    public static readonly string[] Ids = [.. Enumerable.Range(1, 4).Select(number => number.ToString("x32", null))];

    private static readonly string[] Methods = ["POST", "PATCH", "HEAD", "GET", "DELETE", "OPTIONS", "PUT", "TRACE", "CONNECT"];

    private static readonly string[] Numbers = ["0", "1", "5", "10", "100"];

    private static readonly (string, string[])[] Fields =
    [
        ("Tus-Resumable", ["1.0.0", "1.0.0", "1.0.0", "0.2.2"]),
        ("Tus-Resumable", ["1.0.0"]),
        ("Upload-Length", Numbers),
        ("Upload-Offset", Numbers),
        ("Upload-Defer-Length", ["1", "0"]),
        ("Upload-Metadata", ["filename YS50eHQ=", "a,b YQ==", "a YQ== , b", "filetype dGV4dC9wbGFpbg==", "is_confidential"]),
        ("Upload-Concat", ["partial", $"final;/files/{Ids[2]}", $"final;http://a.test/files/{Ids[2]} /files/{Ids[2]}", "final;"]),
        ("Upload-Checksum", ["sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=", "md5 XUFAKrxLKna5cZ2REBfFkg==", "crc32 AAAAAA==", "sha256"]),
        ("Content-Type", ["application/offset+octet-stream", "application/partial-upload",
            "text/plain; charset=utf-8", "multipart/form-data"]),
        ("X-HTTP-Method-Override", Methods),
        ("Upload-Draft-Interop-Version", ["3", "5", "6", "7", "8", "9", "10"]),
        ("Upload-Complete", ["?1", "?0"]),
        ("Upload-Incomplete", ["?1", "?0"]),
        ("Upload-Limit", ["max-size=100", "max-age=5, min-append-size=3"]),
        ("Content-Digest", ["sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:", "sha-512=:YQ==:"]),
        ("Repr-Digest", ["sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:"]),
        ("Want-Repr-Digest", ["sha-256=9", "sha-512=1, sha-256=0"]),
        ("Origin", ["https://a.test", "null", "http://[::1]:80"]),
        ("Access-Control-Request-Method", Methods),
        ("Access-Control-Request-Headers", ["Upload-Offset, Tus-Resumable"]),
        ("Host", ["b.test", "[::]:80", "a.test:99999"]),
        ("Forwarded", ["host=b.test;proto=https", "for=\"[::1]\";host=\"b:1\""]),
        ("X-Forwarded-Host", ["b.test:8443", "a, b"]),
        ("X-Forwarded-Proto", ["https", "ftp"]),
        ("Expect", ["100-continue", "200-ok"]),
        ("Range", ["bytes=0-4", "bytes=1-,2-3,-1", "bytes=5-1"]),
        ("If-None-Match", ["*", "\"a\"", "W/\"a\""]),
        ("If-Range", ["\"a\"", "Mon, 01 Jan 2024 00:00:00 GMT"]),
        ("Transfer-Encoding", ["gzip, chunked", "identity", "chunked, chunked"]),
        ("Content-Disposition", ["attachment; filename=\"a.txt\""]),
        ("Trailer", ["Upload-Checksum"]),
        ("Connection", ["close", "keep-alive", "upgrade"]),
    ];

    private static readonly Gen<string> Targets = Grammar.Weighted(
        (6, Gen.OneOf("/files/", "/files")),
        (12, Gen.OneOf(Ids).Select(id => $"/files/{id}")),
        (2, Grammar.Word("", "a", "%2e%2e%2fetc", "..%2f..%2fx", "a/b").Select(id => $"/files/{id}")),
        (1, Gen.OneOf("*", "/", "/files/../x", "http://b.test/files/", "/files/?a=b#c", "//files/", "files")));

    private static readonly Gen<string> Bodies = Grammar.Weighted(
        (4, Gen.OneOf("", "hello", "abc", new string('x', 95))), (1, Grammar.Word("hello", new string('y', 3000))));

    /// <summary>A connection of HTTP/1.1.</summary>
    public static Gen<string> Http1 { get; } = HttpGrammar.Connection("a.test", Methods, Targets, Fields, Bodies);

    /// <summary>A connection of HTTP/2, as bytes behind the preface and empty settings; one in four is damaged.</summary>
    public static Gen<string> Http2 { get; } = Grammar.Weighted(
        (3, Frames()), (1, Grammar.Damaged(Frames(), "\0\0\0", "\u0001", "\u00ff\u00ff\u00ff\u00ff")));

    private static Gen<string> Frames()
    {
        var stream = Grammar.Weighted((8, Gen.OneOf(1, 3, 5)), (1, Gen.OneOf(0, 2, 7, int.MaxValue)));
        var flags = Grammar.Weighted((6, Gen.OneOf(4, 5)), (1, Gen.Int[0, 255]));
        var field = Grammar.Any([.. Fields.Select(known =>
            Gen.Select(Gen.Const(known.Item1.ToLowerInvariant()), Grammar.Word(known.Item2), Literal))]);
        var head = Gen.Select(
            Grammar.Word(Methods), Targets, Gen.OneOf("http", "https"), field.Array[0, 6], Gen.Int[0, 19],
            (method, target, scheme, fields, odd) => Literal(":method", method)
                + (odd == 0 ? "" : Literal(":path", target)) + Literal(":scheme", scheme)
                + (odd == 1 ? "" : Literal(":authority", "a.test")) + string.Concat(fields) + (odd == 2 ? Literal(":path", target) : ""));
        var headers = Gen.Select(flags, stream, head, (flag, id, block) => Frame(1, flag, id, block));
        var data = Gen.Select(Gen.OneOf(0, 1, 1, 8, 9), stream, Bodies, (flag, id, body) => Frame(0, flag, id, body));
        var other = Gen.Select(
            Gen.Int[2, 12], Gen.Int[0, 255], stream,
            Grammar.Word("\0\0\0\0", "\0\0\0\u0008", "\0\u0004\0\0\0\0", "12345678", "\0\u0003\0\0\0\u0001"),
            (type, flag, id, payload) => Frame(type, flag, id, payload));
        return Grammar.Some(Grammar.Weighted((5, headers), (4, data), (3, other)), 1, 8);
    }

    private static string Frame(int type, int flags, int stream, string payload) =>
        Number(payload.Length)[1..] + (char)type + (char)flags + Number(stream) + payload;

    private static string Number(int value) =>
        new([(char)((value >> 24) & 0xff), (char)((value >> 16) & 0xff), (char)((value >> 8) & 0xff), (char)(value & 0xff)]);

    // RFC 7541, 6.2.2 and 5.1: a literal field, both texts plain.
    private static string Literal(string name, string value) => "\0" + Text(name) + Text(value);

    private static string Text(string text)
    {
        const int Most = 127;
        var length = new StringBuilder();
        length.Append((char)Math.Min(text.Length, Most));
        if (text.Length >= Most)
        {
            var left = text.Length - Most;
            for (; left >= 128; left >>= 7)
            {
                length.Append((char)((left & 0x7f) | 0x80));
            }

            length.Append((char)left);
        }

        return length + text;
    }
}
