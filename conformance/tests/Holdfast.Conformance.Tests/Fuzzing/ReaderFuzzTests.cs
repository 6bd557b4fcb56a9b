using System.Diagnostics;
using System.Text;
using CsCheck;
using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Tests.Wire;
using Holdfast.Conformance.Walks;
using Holdfast.Conformance.Wire;
using Holdfast.Conformance.Wire.Http2;
using Holdfast.Conformance.Wire.Serving;
using Holdfast.Fuzzing;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Fuzzing;

/// <summary>
/// Whatever a server sends or a file holds, what reads it gives a value or one of the exceptions that it declares, in bounded time and
/// memory.
/// </summary>
[CancelAfter(7_200_000)] // A million inputs take most of an hour.
public sealed class ReaderFuzzTests
{
    // A thousand times what a damaged text of some kilobytes should take; a machine under load has its pauses.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    // Beyond what is read of an answer (ReadingLimits) and its copies.
    private const long MostBytes = 64 * 1024 * 1024;

    private const string FirstResults =
        """
        {"type":"run","schema":"holdfast.results/1","tool":"holdfast 0.1.0","target":"http://a.test/files/","seed":1,"started":"2026-11-30T14:20:47+00:00","limits":[],"selected":1,"known":1,"capabilities":[{"name":"OPTIONS","value":"200 OK"}]}
        {"type":"case","id":"tus/a","title":"A","verdict":"pass","durationMs":8.5,"seed":4,"does":"d","must":"m","why":"w","requirements":[{"id":"IETF-174","level":"MUST NOT","clause":"c","text":"t","url":"https://a.test"}],"checks":[{"requirements":["IETF-174"],"verdict":"pass","subject":"s","expected":"e","actual":"a"}],"wire":[{"atMs":1.5,"connection":1,"direction":"sent","kind":"head","text":"POST","bytes":4}],"faults":[],"history":[{"number":1,"connection":1,"kind":"other","method":"","atMs":1.5,"endMs":3.2,"outcome":"info","octets":0,"sent":0}]}
        {"type":"summary","pass":1,"fail":0,"warn":0,"observe":0,"unsupported":0,"inconclusive":0,"harness":0,"durationMs":9,"interrupted":false}

        """;

    private const string Results =
        """
        {"type":"run","schema":"holdfast.results/2","tool":"holdfast 0.1.0","subject":{"name":"http://a.test/files/","kind":"server"},"seed":1,"started":"2026-11-30T14:20:47+00:00","selection":{"protocol":"all","interop":[9],"only":[],"except":[]},"catalogue":"0123","strict":false}
        {"type":"requirements","requirements":[{"id":"IETF-174","level":"MUST NOT","clause":"c","text":"t","versions":[{"interop":9,"level":"MUST","clause":"c","words":"w"}]}]}
        {"type":"case","id":"ietf/9/a","catalogueId":"ietf/a","protocol":"ietf","interop":9,"axes":{"client":"c"},"title":"A","verdict":"pass","durationMs":8.5,"seed":4,"requirements":["IETF-174"],"checks":[]}
        {"type":"evidence","case":"ietf/9/a","wire":[{"atMs":1.5,"connection":1,"direction":"sent","kind":"head","text":"HEAD","bytes":9}],"faults":[],"history":[{"number":1,"connection":1,"kind":"append","method":"PATCH","atMs":1,"outcome":"ok","bytes":5}]}
        {"type":"summary","pass":1,"durationMs":9}

        """;

    private const string Walk =
        """
        {"schema":"holdfast.walk/1","id":"tus/resilience/walk","interop":8,"seed":7,"uploads":[100,5],"steps":[{"round":0,"client":1,"do":"create","upload":0,"octets":5},{"round":1,"client":0,"do":"append","upload":1,"fault":{"kind":"cut","amount":3}}],"breaks":["TUS-036"]}
        """;

    private static readonly string[] Answers =
    [
        "HTTP/1.1 104 Upload Resumption Supported\r\nLocation: /files/a\r\n\r\nHTTP/1.1 201 Created\r\nUpload-Offset: "
            + "5\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: v\r\n\r\n",
        "HTTP/1.0 404 Not Found\r\nA: b\r\n c\r\n\r\nuntil the end",
        "HTTP/1.1 204 No Content\nTus-Resumable: 1.0.0\n\n",
    ];

    private static readonly string[] Requests =
    [
        "PATCH /files/1 HTTP/1.1\r\nHost: x\r\nUpload-Offset: 5\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
        "POST /files/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\nX-HTTP-Method-Override: PATCH\r\n\tfolded\r\n\r\n",
        "3;x=y\r\n",
    ];

    private static readonly string[] Frames =
    [
        Frame(4, 0, 0, "\0\u0004\0\0\0\u0005") + Frame(1, 4, 1, "\u0048\u0003104") + Frame(1, 5, 1, "\u0089"),
        Frame(4, 0, 0, "") + Frame(1, 0, 1, "\u0088") + Frame(9, 4, 1, "\u0040\u0001x\u0001y\u00be")
            + Frame(0, 8, 1, "\u0003hel\0\0\0") + Frame(0, 1, 1, "lo"),
        Frame(4, 0, 0, "\0\u0001\0\0\0\0") + Frame(6, 0, 0, "12345678") + Frame(8, 0, 1, "\0\0\0\u0001")
            + Frame(3, 0, 1, "\0\0\0\u0008") + Frame(7, 0, 0, "\0\0\0\u0001\0\0\0\0"),
    ];

    private static readonly string[] Blocks =
    [
        "\u0088\u0040\u0001x\u0001y\u00be", "\u0048\u0003104\u0000\u0001a\u0002bc", "\u0020\u003f\u00e1\u001f\u0089",
        "\u0000\u0083\u00f1\u00e3\u00c2\u0083\u00f1\u00e3\u00c2",
    ];

    [Test]
    public Task An_answer_of_HTTP_1_is_read_or_is_none() => FuzzAsync(
        "answer", Grammar.Damaged(
            Answers, "HTTP/1.1 200 OK\r\n", "\r\n", "\r\n\r\n", "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n", "ffffffff\r\n",
            "0\r\n\r\n"), async input =>
        {
            var reader = ResponseReading.Of(input, 7, 1, 300);
            while (await reader.ReadAsync("GET", CancellationToken.None) is not null)
            {
            }
        }, 1, typeof(FormatException), typeof(BeyondLimitException));

    [Test]
    public Task A_request_of_HTTP_1_is_read_or_is_none() => FuzzAsync(
        "request", Grammar.Damaged(Requests, "Host: x\r\n", "\r\n", "Content-Length: 3\r\n", "HTTP/1.1", "ffffffff\r\n"), input =>
        {
            RequestHead.ChunkSize(input);
            var request = RequestHead.Parse(input);
            _ = (request.MeantMethod, request.Number("Content-Length"), request.Closes, request.IsChunked, request.ExpectsContinue);
            return Task.CompletedTask;
        }, 1, typeof(FormatException), typeof(BeyondLimitException));

    [Test]
    public Task Frames_of_HTTP_2_are_read_or_end_the_connection() => FuzzAsync(
        "frames",
        Grammar.Damaged(Frames, "\0\0", "\u00ff\u00ff\u00ff", Frame(1, 5, 1, "\u0088"), Frame(0, 0, 3, "abc"), Frame(4, 0, 0, "")),
        async input =>
        {
            var transcript = new Transcript(new CaseClock(TimeProvider.System), []);
            await using var stream = new Answering(Encoding.Latin1.GetBytes(input));
            await using var connection = await Http2Connection.BeginAsync(
                stream, "http", new Http2Grants(), TimeSpan.FromSeconds(1), transcript, 1, null, CancellationToken.None);
            if (connection is not null)
            {
                await connection.Open().ReadAsync(TimeSpan.FromSeconds(1), CancellationToken.None);
            }
        }, 1);

    [Test]
    public Task A_header_block_is_read_or_is_none() => FuzzAsync(
        "block", Grammar.Damaged(Blocks, "\u00ff", "\u007f\u00ff\u00ff\u00ff\u00ff", "\u0082", "\u003f\u00e1\u001f"), input =>
    {
        var decoder = new FieldDecoder();
        decoder.Decode(Encoding.Latin1.GetBytes(input));
        decoder.Decode(Encoding.Latin1.GetBytes(input));
        return Task.CompletedTask;
    }, 1, typeof(FormatException), typeof(BeyondLimitException));

    [Test]
    public Task A_structured_field_is_read_or_is_void() => FuzzAsync(
        "field", Grammar.Damaged(["max-size=100, max-age=5;x=\"y\", a=(1 2), b=?1, c=:YQ==:", "?1;a=b", "-12;c=1.5", "10, 20"],
            ",", ";a", "=(", "%\"", "@1", "1.5"), input =>
        {
            StructuredField.Dictionary([input]);
            StructuredField.Integer([input]);
            StructuredField.Boolean([input, input]);
            return Task.CompletedTask;
        }, 1);

    [Test]
    public Task A_file_of_results_is_read_or_the_reader_names_the_line() => FuzzFileAsync(
        "results", [FirstResults, Results], path => ResultsDocument.Read(path), shares: 4);

    [Test]
    public Task A_file_of_a_walk_is_read_or_the_reader_says_what_is_wrong() => FuzzFileAsync(
        "walk", [Walk], path => WalkFile.Read(path), shares: 10);

    [Test]
    public Task A_baseline_is_read_or_the_reader_names_the_line() => FuzzAsync(
        "baseline", Grammar.Damaged(["# why\ntus/core/patch/appends TUS-036,TUS-037  # tracked\n\ntus/core/head/offset TUS-001\n"],
            "#", ",", "\n", " TUS-036", "tus/core/patch/appends"), input =>
        {
            BaselineReader.Read(input);
            return Task.CompletedTask;
        }, 10, typeof(FormatException));

    private static async Task FuzzFileAsync(string name, string[] samples, Action<string> read, int shares)
    {
        var path = Path.GetTempFileName();
        try
        {
            await FuzzAsync(name, Grammar.Damaged(samples, "\"", "{", "}", "[", ",", ":", "\n", "null", "1e999", "\\ud800", "{}"), input =>
            {
                File.WriteAllBytes(path, Encoding.Latin1.GetBytes(input));
                read(path);
                return Task.CompletedTask;
            }, shares, typeof(InvalidDataException));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Task FuzzAsync(string name, Gen<string> inputs, Func<string, Task> read, int shares, params Type[] declared) =>
        Fuzzer.RunAsync(name, inputs, async input =>
    {
        var (start, thread) = (Stopwatch.GetTimestamp(), Environment.CurrentManagedThreadId);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            await read(input).WaitAsync(Longest);
        }
        catch (Exception exception) when (declared.Contains(exception.GetType()))
        {
        }

        // A reader that waits may go on on another thread, whose count is another; of these, only that of frames waits.
        var allocated = thread == Environment.CurrentManagedThreadId ? GC.GetAllocatedBytesForCurrentThread() - before : 0;
        allocated.ShouldBeLessThan(MostBytes);
        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(Longest);
    }, shares).WaitAsync(TestContext.CurrentContext.CancellationToken);

    private static string Frame(int type, int flags, int stream, string payload) =>
        $"\0\0{(char)payload.Length}{(char)type}{(char)flags}\0\0\0{(char)stream}{payload}";
}
