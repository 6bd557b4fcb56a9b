using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using Holdfast.Fuzzing;

namespace Holdfast.Server.Tests.Fuzzing;

/// <summary>
/// Whatever is sent, the server answers it or ends the connection: without an error of its own, in its log or in its status, and without a
/// file outside the store. Afterwards it takes an upload, and can stop.
/// </summary>
public sealed partial class ServerFuzzTests
{
    private const int FrameHead = 9;

    private const byte Headers = 1;

    // RFC 9110, 15.6: not implemented, and a version of HTTP that isn't spoken. 503 would be right in a full server; this one isn't.
    private static readonly int[] Allowed = [501, 505];

    [Test]
    [CancelAfter(7_200_000)] // A million inputs take most of an hour.
    public async Task Any_bytes_of_HTTP_1_are_answered_without_an_error_of_the_server(CancellationToken cancellationToken)
    {
        await using var site = new FuzzSite();
        await Fuzzer.RunAsync("http1", UploadGrammar.Http1, async input =>
        {
            var answer = Encoding.Latin1.GetString(await site.SendAsync(input));
            foreach (var status in StatusLine().Matches(answer).Select(line => int.Parse(line.Groups[1].Value, null)))
            {
                Expect(status);
            }
        }, shares: 2).WaitAsync(cancellationToken);
    }

    [Test]
    [CancelAfter(7_200_000)]
    public async Task Any_frames_of_HTTP_2_are_answered_without_an_error_of_the_server(CancellationToken cancellationToken)
    {
        await using var site = new FuzzSite();
        await Fuzzer.RunAsync("http2", UploadGrammar.Http2, async input =>
        {
            var answer = await site.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0" + input);
            foreach (var status in StatusesOf(answer))
            {
                Expect(status);
            }
        }, shares: 2).WaitAsync(cancellationToken);
    }

    private static void Expect(int status) =>
        (status < 500 || Allowed.Contains(status)).ShouldBeTrue($"The server answered with {status}.");

    private static IEnumerable<int> StatusesOf(byte[] frames)
    {
        for (var at = 0; at + FrameHead <= frames.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(frames.AsSpan(at)) >>> 8;
            if (frames[at + 3] == Headers && at + FrameHead + length <= frames.Length)
            {
                yield return Http2Frames.StatusOf(frames[(at + FrameHead)..(at + FrameHead + length)]);
            }

            at += FrameHead + length;
        }
    }

    [GeneratedRegex(@"HTTP/1\.1 (\d{3}) ")]
    private static partial Regex StatusLine();
}
