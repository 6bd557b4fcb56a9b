using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Holdfast.Server.Interim;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static Holdfast.Server.Tests.InterimSite;

namespace Holdfast.Server.Tests;

/// <summary>The ways to listen, and a third-party client.</summary>
[SuppressMessage("Security", "CA5359", Justification = "The certificate is the test's own.")]
public sealed class InterimListeningTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task TLS_carries_them_over_HTTP_1_1([Values] bool inline, CancellationToken cancellationToken)
    {
        await using var site = await InterimSite.StartAsync(AnnounceAsync, inline);
        using var client = new TcpClient();
        await client.ConnectAsync(site.Tls.Host, site.Tls.Port, cancellationToken);
        await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("localhost");
        await tls.WriteAsync(
            "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), cancellationToken);

        using var reader = new StreamReader(tls, Encoding.ASCII);
        (await reader.ReadToEndAsync(cancellationToken))
            .ShouldStartWith("HTTP/1.1 104 Upload Resumption Supported\r\nLocation: /a\r\n\r\nHTTP/1.1 204 No Content\r\n");
    }

    [TestCase("--http1.1", "HTTP/1.1 104", "HTTP/1.1 204")]
    [TestCase("--http2-prior-knowledge", "HTTP/2 104", "HTTP/2 204")]
    [CancelAfter(20_000)]
    public async Task Curl_sees_them(string protocol, string interim, string final, CancellationToken cancellationToken)
    {
        await using var site = await InterimSite.StartAsync(AnnounceAsync);
        var url = new Uri(protocol == "--http1.1" ? site.Http1 : site.Http2, "/a");

        await CurlAsync([protocol, $"{url}"], interim, final, cancellationToken);
    }

    [TestCase("--http1.1", "HTTP/1.1 104", "HTTP/1.1 204")]
    [TestCase("--http2", "HTTP/2 104", "HTTP/2 204")]
    [CancelAfter(20_000)]
    public async Task Curl_sees_them_with_TLS(string protocol, string interim, string final, CancellationToken cancellationToken)
    {
        await using var site = await InterimSite.StartAsync(AnnounceAsync);

        await CurlAsync([protocol, "--insecure", $"{new Uri(site.Tls, "/a")}"], interim, final, cancellationToken);
    }

    [TestCase("--http1.1", "HTTP/1.1 104", "HTTP/1.1 204")]
    [TestCase("--http2-prior-knowledge", "HTTP/2 104", "HTTP/2 204")]
    [CancelAfter(20_000)]
    public async Task The_upload_server_offers_them_on_both_its_protocols(
        string protocol, string interim, string final, CancellationToken cancellationToken)
    {
        await using var site = await UploadSite.StartAsync(
            server: options => options with { EnableH2c = true, Configure = application => application.Run(AnnounceAsync) });

        await CurlAsync([protocol, $"{new Uri(site.Url, "/a")}"], interim, final, cancellationToken);
    }

    private static async Task AnnounceAsync(HttpContext context)
    {
        context.GetInterimResponses()!.TrySend(104, Location(context.Request.Path)).ShouldBeTrue();
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    // Prints every header section that curl received, interim ones too.
    private static async Task CurlAsync(string[] arguments, string interim, string final, CancellationToken cancellationToken)
    {
        if (!Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "curl"))))
        {
            Assert.Ignore("curl isn't installed; the other tests read the same bytes by hand.");
        }

        using var curl =
            Process.Start(new ProcessStartInfo("curl", ["--silent", "--show-error", "--include", "--data", "abc", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) =
            (curl.StandardOutput.ReadToEndAsync(cancellationToken), curl.StandardError.ReadToEndAsync(cancellationToken));
        var text = await output;
        (await errors).ShouldBeEmpty();
        text.ShouldStartWith(interim);
        text.ShouldContain("ocation: /a\r\n\r\n" + final);
    }
}
