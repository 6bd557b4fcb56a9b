using Holdfast.Reports.Results;

namespace Holdfast.Reports.Tests.Samples;

internal static class SampleCases
{
    public const string Hostile =
        "<script>alert('1')</script> \"quoted\" `code` [link](javascript:alert(1)) | bar \\| <img src=x onerror=alert(1)> "
        + "@everyone www.example.com http://example.com/ \u001b[31mred\u001b[0m \u202Eevil\u202C nul\0 \u0085 \u00ff \uFFFE \uD800 end";

    private static readonly RequirementText WrongOffset = new(
        "TUS-031", "MUST", "tus 1.0.0, PATCH",
        "A PATCH whose Upload-Offset differs from the server's offset is answered with 409 Conflict.", SampleRun.Clause + "#patch");

    private static readonly RequirementText Unmodified = new(
        "TUS-032", "MUST NOT", "tus 1.0.0, PATCH", "The upload is not modified by a PATCH with a wrong offset.",
        SampleRun.Clause + "#patch");

    public static IEnumerable<CaseRecord> All =>
    [
        OffsetMismatch, CutMidBody, Head, CacheControl, DeferLength, StatusText, Unreachable, Broken, HostileServer,
    ];

    public static CaseRecord OffsetMismatch => new()
    {
        Id = "tus/core/patch/offset-mismatch",
        Title = "A PATCH at the wrong offset is refused and changes nothing",
        Verdict = Verdict.Fail,
        DurationMs = 18.4,
        Seed = 11529215046068469760,
        Does = "Creates an upload of 10 bytes, appends 4, then sends a PATCH that claims offset 2.",
        Must = "The server answers 409 Conflict, and the offset is still 4.",
        Why = "A server that accepts it writes bytes where they do not belong; the file is silently corrupt.",
        Requirements = [WrongOffset, Unmodified],
        Checks =
        [
            Check(Verdict.Pass, "status of the PATCH at offset 0", "204 No Content", "204 No Content", "TUS-030"),
            Check(Verdict.Fail, "status of the PATCH that claims offset 2", "409 Conflict", "204 No Content", "TUS-031"),
            Check(Verdict.Fail, "Upload-Offset after it", "4", "8", "TUS-032"),
        ],
        Evidence = new EvidenceRecord
        {
            Wire =
            [
                Note(0, "creates an upload of 10 bytes"),
                Entry(0.4, 1, WireDirection.Sent, "connect", "127.0.0.1:40112 to 127.0.0.1:1080"),
                Entry(0.9, 1, WireDirection.Sent, "head",
                    "POST /files/ HTTP/1.1\r\nHost: 127.0.0.1:1080\r\nTus-Resumable: 1.0.0\r\nUpload-Length: 10\r\n\r\n"),
                Entry(3.1, 1, WireDirection.Received, "head",
                    "HTTP/1.1 201 Created\r\nLocation: http://127.0.0.1:1080/files/24e533e02ec3bc40c387f1a0e460e216\r\nTus-Resumable: "
                        + "1.0.0\r\nContent-Length: 0\r\n\r\n"),
                Entry(9.6, 2, WireDirection.Sent, "connect", "127.0.0.1:40113 to 127.0.0.1:1080"),
                Entry(9.9, 2, WireDirection.Sent, "head",
                    "PATCH /files/24e533e02ec3bc40c387f1a0e460e216 HTTP/1.1\r\nHost: 127.0.0.1:1080\r\nTus-Resumable: "
                        + "1.0.0\r\nUpload-Offset: 2\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 4\r\n\r\n"),
                Entry(10.1, 2, WireDirection.Sent, "body", "\u00c3\u00a9\u0000\u007f"),
                Entry(17.8, 2, WireDirection.Received, "head",
                    "HTTP/1.1 204 No Content\r\nUpload-Offset: 8\r\nX-Bare: line feed\nTus-Resumable: 1.0.0\r\n\r\n"),
                Entry(18.2, 2, WireDirection.Received, "close", "the server closed its side"),
            ],
        },
    };

    public static CaseRecord CutMidBody => new()
    {
        Id = "tus/resilience/cut/mid-body",
        LeftBehind = ["http://127.0.0.1:1080/files/9e107d9d372bb6826bd81d3542a419d6"],
        Title = "What arrived before the cut is kept",
        Verdict = Verdict.Warn,
        DurationMs = 2148.9,
        Seed = 42,
        Does = "Sends 64 KiB through a link that is reset after 20,000 bytes, then asks for the offset.",
        Must = "The offset is what arrived before the cut.",
        Why = "On a train, a client that starts from 0 after each tunnel never finishes.",
        Requirements = [new("TUS-034", "SHOULD", "tus 1.0.0, PATCH", "The server stores as much of the received data as possible.")],
        Checks = [Check(Verdict.Warn, "Upload-Offset after the cut", "between 1 and 20000", "0", "TUS-034")],
        Evidence = new EvidenceRecord
        {
            Wire =
            [
                Entry(0.2, 1, WireDirection.Sent, "head", "PATCH /files/a HTTP/1.1\r\nUpload-Offset: 0\r\nContent-Length: 65536\r\n\r\n"),
                Entry(0.6, 1, WireDirection.Sent, "body", string.Concat(Enumerable.Repeat("0123456789abcdef", 16)), 65_536),
                Entry(812.4, 1, WireDirection.Received, "reset", "connection reset by the peer"),
                Entry(2140.0, 2, WireDirection.Sent, "head", "HEAD /files/a HTTP/1.1\r\n\r\n"),
                Entry(2141.3, 2, WireDirection.Received, "interim", "HTTP/1.1 104 Upload Resumption Supported\r\n\r\n"),
                Entry(2148.0, 2, WireDirection.Received, "head", "HTTP/1.1 200 OK\r\nUpload-Offset: 0\r\n\r\n"),
            ],
            Faults =
            [
                new() { AtMs = 0.1, Connection = 1, Fault = "open", Detail = "connection accepted" },
                new()
                {
                    AtMs = 100, EndMs = 1500, Connection = 0, Fault = "reset_peer", Stream = "upstream",
                    Detail = "'reset_peer_upstream' was added",
                },
                new()
                {
                    AtMs = 812.4, Connection = 1, Fault = "reset_peer", Stream = "upstream", Byte = 20_000, Detail = "both sides reset",
                },
            ],
            History =
            [
                new()
                {
                    Number = 1, Connection = 1, Kind = OperationKind.Append, Method = "PATCH", Upload = "A", AtMs = 0.2, EndMs = 812.4,
                    Outcome = OperationOutcome.Info, Offset = 0, Bytes = 65_536, Sent = 20_480,
                },
                new()
                {
                    Number = 2, Connection = 2, Kind = OperationKind.Head, Method = "HEAD", Upload = "A", AtMs = 2140, EndMs = 2148,
                    Outcome = OperationOutcome.Ok, Status = 200, AnsweredOffset = 0,
                },
            ],
        },
        Measurements = [new("time from cut to resumable", 1335.6, "ms"), new("bytes to send again", 20_480, "bytes"),
            new("offset accuracy after a cut", 0, "share")],
    };

    public static CaseRecord Head => new()
    {
        Id = "tus/core/head/offset",
        Title = "HEAD tells the offset",
        Verdict = Verdict.Pass,
        DurationMs = 3,
        Checks = [Check(Verdict.Pass, "Upload-Offset", "0", "0", "TUS-020")],
        Evidence = new EvidenceRecord { Wire = [Entry(0, 1, WireDirection.Received, "body", "{\n  \"ok\": true\n}\n")] },
    };

    public static CaseRecord CacheControl => new()
    {
        Id = "tus/core/head/cache-control",
        Title = "HEAD forbids caching",
        Verdict = Verdict.Warn,
        DurationMs = 2.25,
        Checks = [Check(Verdict.Warn, "Cache-Control of the HEAD", "no-store", "no field of this name", "TUS-023", "TUS-024")],
    };

    public static CaseRecord DeferLength => new()
    {
        Id = "tus/creation/defer-length/declared-later",
        Title = "The length may be declared later",
        Verdict = Verdict.Unsupported,
        Reason = "The target does not list 'creation-defer-length' in Tus-Extension.",
        DurationMs = 0.1,
    };

    public static CaseRecord StatusText => new()
    {
        Id = "tus/core/options/status",
        Title = "Which status OPTIONS has",
        Verdict = Verdict.Observe,
        DurationMs = 1.5,
        Checks = [new CheckRecord { Verdict = Verdict.Observe, Subject = "status of OPTIONS", Actual = "204 No Content" }],
    };

    public static CaseRecord Unreachable => new()
    {
        Id = "tus/resilience/lock/handover",
        Title = "A HEAD during a stalled PATCH is answered",
        Verdict = Verdict.Inconclusive,
        Reason = "The connection broke before the answer; the request may have been carried out or not.",
        DurationMs = 10_000,
        Checks = [Check(Verdict.Inconclusive, "status of the HEAD", "200 OK", "no answer within 10 s", "TUS-101")],
    };

    public static CaseRecord Broken => new()
    {
        Id = "tus/resilience/slow/drip",
        Title = "A slow link is survived",
        Verdict = Verdict.Harness,
        Reason = "The fault proxy could not listen: address already in use.",
        DurationMs = 0.7,
    };

    public static CaseRecord HostileServer => HostileRun.Case with
    {
        Id = "tus/core/patch/hostile", Verdict = Verdict.Warn, Baseline = null,
        Checks = [.. HostileRun.Case.Checks.Where(check => check.Verdict <= Verdict.Warn)],
    };

    private static CheckRecord Check(Verdict verdict, string subject, string expected, string actual, params string[] requirements) =>
        new() { Verdict = verdict, Subject = subject, Expected = expected, Actual = actual, Requirements = requirements };

    private static WireEntry Note(double at, string text) => Entry(at, 0, WireDirection.Note, "note", text);

    private static WireEntry Entry(double at, int connection, WireDirection direction, string kind, string text, long? bytes = null) =>
        new() { AtMs = at, Connection = connection, Direction = direction, Kind = kind, Text = text, Bytes = bytes };
}
