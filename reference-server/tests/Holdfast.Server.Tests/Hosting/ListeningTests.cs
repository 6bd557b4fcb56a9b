using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Server.Core;
using Holdfast.Server.Hosting;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

/// <summary>TLS and Unix sockets.</summary>
[SuppressMessage("Security", "CA5398", Justification = "The modes are about exactly these versions.")]
[SuppressMessage("Security", "CA5359", Justification = "The certificate is the test's own.")]
public sealed class ListeningTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [TestCase("0.0.0.0")]
    [TestCase("::")]
    [TestCase("[::]")]
    [CancelAfter(20_000)]
    public async Task Every_address_of_the_machine_is_listened_on_by_the_address_that_stands_for_all(
        string host, CancellationToken cancellationToken)
    {
        Assume.That(!host.Contains(':', StringComparison.Ordinal) || Socket.OSSupportsIPv6);
        await using var site = await StartAsync(server: options => options with { Host = host });
        using var client = new TcpClient();
        await client.ConnectAsync(site.Url.DnsSafeHost, site.Url.Port, cancellationToken);
        client.Connected.ShouldBeTrue();
    }

    [TestCase(TlsMode.Tls12, SslProtocols.Tls12, true)]
    [TestCase(TlsMode.Tls12, SslProtocols.Tls13, true)]
    [TestCase(TlsMode.Tls12Strong, SslProtocols.Tls12, true)]
    [TestCase(TlsMode.Tls12Strong, SslProtocols.Tls13, false)]
    [TestCase(TlsMode.Tls13, SslProtocols.Tls12, false)]
    [TestCase(TlsMode.Tls13, SslProtocols.Tls13, true)]
    [CancelAfter(20_000)]
    public async Task A_mode_takes_its_versions_only_and_offers_HTTP_2(
        TlsMode mode, SslProtocols version, bool taken, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(server: options => options with { Tls = NewTls() with { Mode = mode } });
        site.Url.Scheme.ShouldBe("https");
        using var client = new TcpClient();
        await client.ConnectAsync(site.Url.Host, site.Url.Port, cancellationToken);
        await using var tls = new SslStream(client.GetStream());
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = version,
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        };

        if (!taken)
        {
            await Should.ThrowAsync<Exception>(() => tls.AuthenticateAsClientAsync(options, cancellationToken));
            return;
        }

        await tls.AuthenticateAsClientAsync(options, cancellationToken);
        tls.SslProtocol.ShouldBe(version);
        tls.NegotiatedApplicationProtocol.ShouldBe(SslApplicationProtocol.Http2);
        if (mode == TlsMode.Tls12Strong)
        {
            tls.NegotiatedCipherSuite.ToString().ShouldContain("AES_256_GCM");
        }

        using var http2 = await Http2Frames.BeginAsync(tls, cancellationToken);
        await http2.SendHeadersAsync(
            1, endStream: true, cancellationToken, (":method", "OPTIONS"), (":scheme", "https"), (":path", "/files/"),
            (":authority", "localhost"));
        (await http2.ReadAsync(1, cancellationToken)).Payload[0].ShouldBe((byte)0x88, "RFC 7541, appendix A: :status 200");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_certificate_that_is_none_is_told_in_a_sentence(CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(_directory.At("c.pem"), "nothing", cancellationToken);

        var exception = await Should.ThrowAsync<UploadServerException>(() => StartAsync(server: options => options with
        {
            Tls = new TlsOptions { CertificateFile = _directory.At("c.pem"), KeyFile = _directory.At("k.pem") },
        }));

        exception.Message.ShouldStartWith($"TLS can't be used with the certificate '{_directory.At("c.pem")}'");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task TLS_and_HTTP_2_without_TLS_exclude_each_other(CancellationToken cancellationToken)
    {
        var exception = await Should.ThrowAsync<UploadServerException>(
            () => StartAsync(server: options => options with { Tls = NewTls(), EnableH2c = true }));

        exception.Message.ShouldStartWith("HTTP/2 without TLS was asked for together with TLS.");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_Unix_socket_replaces_one_that_was_left_behind_and_nothing_else(CancellationToken cancellationToken)
    {
        var path = _directory.At("s");
        using (var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            left.Bind(new UnixDomainSocketEndPoint(path));
        }

        await using (await StartAsync(server: options => options with { UnixSocket = path }))
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            await socket.SendAsync("OPTIONS /files/ HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray(), cancellationToken);
            var buffer = new byte[4096];
            var count = await socket.ReceiveAsync(buffer, cancellationToken);
            System.Text.Encoding.ASCII.GetString(buffer, 0, count).ShouldStartWith("HTTP/1.1 200 ");

            var second =
                await Should.ThrowAsync<UploadServerException>(() => StartAsync(server: options => options with { UnixSocket = path }));
            second.Message.ShouldContain("another server does");
        }

        await File.WriteAllTextAsync(_directory.At("file"), "mine", cancellationToken);
        var exception = await Should.ThrowAsync<UploadServerException>(
            () => StartAsync(server: options => options with { UnixSocket = _directory.At("file") }));
        exception.Message.ShouldContain("is no socket");
        (await File.ReadAllTextAsync(_directory.At("file"), cancellationToken)).ShouldBe("mine");
    }

    private TlsOptions NewTls()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(_directory.At("cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(_directory.At("key.pem"), key.ExportPkcs8PrivateKeyPem());
        return new TlsOptions { CertificateFile = _directory.At("cert.pem"), KeyFile = _directory.At("key.pem") };
    }
}
