using System.Net;
using System.Text;

namespace Holdfast.Server.Tests.Resumable;

public sealed class TransportTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task HTTP_2_announces_takes_a_reset_and_goes_on(CancellationToken cancellationToken)
    {
        const byte Cancel = 8;
        await using var app = await SampleApp.StartAsync();
        using var connection = await Http2Frames.OpenAsync(app.Http2, cancellationToken);
        await connection.SendHeadersAsync(
            1, endStream: false, cancellationToken, (":method", "POST"), (":scheme", "http"), (":authority", "example.test"),
            (":path", "/reports/may"),
            ("upload-draft-interop-version", "10"), ("upload-complete", "?1"), ("content-length", "11"));
        await connection.SendAsync(Http2Frames.Data, 0, 1, "hello"u8.ToArray(), cancellationToken);
        var (_, _, block) = await connection.ReadAsync(1, cancellationToken);
        Http2Frames.StatusOf(block).ShouldBe(104);
        var path = LocationIn(block);
        await connection.SendAsync(Http2Frames.ResetStream, 0, 1, [0, 0, 0, Cancel], cancellationToken);

        using var client = new HttpClient { BaseAddress = app.Http2 };
        using var head = await client.SendAsync(Request(HttpMethod.Head, path), cancellationToken);
        var offset = int.Parse(head.Headers.GetValues("Upload-Offset").Single(), System.Globalization.CultureInfo.InvariantCulture);
        using var answer = await client.SendAsync(Append(path, offset, "hello world"[offset..]), cancellationToken);
        using var again = await client.SendAsync(Append(path, 11, ""), cancellationToken);

        foreach (var response in new[] { answer, again })
        {
            response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            response.Headers.GetValues("Upload-Complete").ShouldBe(["?1"]);
            (await response.Content.ReadAsStringAsync(cancellationToken)).ShouldBe("may has 11 bytes");
        }

        app.Calls.ShouldHaveSingleItem().Content.ShouldBe("hello world");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Without_a_transport_careful_creation_works(CancellationToken cancellationToken)
    {
        await using var app = await SampleApp.StartAsync(inMemory: true);
        using var client = app.NewInMemoryClient();
        var creation = Request(HttpMethod.Post, "/reports/may");
        creation.Headers.Add("Upload-Complete", "?0");
        creation.Content = new ByteArrayContent([]);

        using var created = await client.SendAsync(creation, cancellationToken);
        var path = created.Headers.Location!.OriginalString;
        using var answer = await client.SendAsync(Append(path, 0, "hello"), cancellationToken);
        using var again = await client.SendAsync(Append(path, 5, ""), cancellationToken);

        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        foreach (var response in new[] { answer, again })
        {
            (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken)).ShouldBe(
                (HttpStatusCode.Accepted, "may has 5 bytes"));
        }

        app.Calls.ShouldHaveSingleItem().Content.ShouldBe("hello");
    }

    private static HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path)
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Add("Upload-Draft-Interop-Version", "10");
        return request;
    }

    private static HttpRequestMessage Append(string path, int offset, string content)
    {
        var request = Request(HttpMethod.Patch, path);
        request.Headers.Add("Upload-Offset", $"{offset}");
        request.Headers.Add("Upload-Complete", "?1");
        request.Content = new StringContent(content, Encoding.ASCII, Draft.PartialUpload);
        return request;
    }

    // The fields of an interim response are plain literals.
    private static string LocationIn(byte[] block)
    {
        var text = Encoding.Latin1.GetString(block);
        var start = text.IndexOf("/.well-known", StringComparison.Ordinal);
        return text.Substring(start, text[start - 1]);
    }
}
