using CsCheck;

namespace Holdfast.Conformance.Tests.Wire;

/// <summary>TCP has no packets: how a stream is cut into reads must not change what is read.</summary>
[CancelAfter(20_000)]
public sealed class ResponseSplitTests
{
    private static readonly string[] Streams =
    [
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\nUpload-Offset: 5\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\na\r\n\r\n2\r\nbc\r\n0\r\nT: v\r\n\r\nHTTP/1.1 404 Not "
            + "Found\r\nContent-Length: 3\r\n\r\n\r\n\r",
        "HTTP/1.1 200 OK\nA: b\n\nuntil close",
        "HTTP/1.1 409 Conflict\r\nContent-Length: 20\r\n\r\ntoo short",
        "HTTP/1.1 200 OK\r\nA: b\r\n c\r\nbad line\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Range(0, 900).Select(number => $"X-Field-{number}: value {number}\r\n"))
            + "Content-Length: 2\r\n\r\nok",
    ];

    [Test]
    public async Task Bytes_that_arrive_one_at_a_time_make_the_same_responses([Range(0, 5)] int stream, CancellationToken token) =>
        (await AllAsync(Streams[stream], [1], token)).ShouldBe(await AllAsync(Streams[stream], [], token));

    [Test]
    public async Task Any_split_into_reads_makes_the_same_responses(CancellationToken token)
    {
        var whole = new List<string>();
        foreach (var stream in Streams)
        {
            whole.Add(await AllAsync(stream, [], token));
        }

        var gen = Gen.Select(Gen.Int[0, Streams.Length - 1], Gen.Int[1, 40].Array[1, 12]);
        await gen.SampleAsync(
            async (stream, sizes) => (await AllAsync(Streams[stream], sizes, token)).ShouldBe(whole[stream]), iter: 400);
    }

    private static async Task<string> AllAsync(string stream, int[] splits, CancellationToken token)
    {
        var reader = ResponseReading.Of(stream, splits);
        var all = new List<string>();
        while (await reader.ReadAsync("GET", token) is { } response)
        {
            all.Add(response.Everything());
        }

        return string.Join("\n", all);
    }
}
