using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Chaos.Tests.Tls;

/// <summary>TLS that the proxy terminates: with the clients, with the upstream, or both.</summary>
[SuppressMessage("Security", "CA5359", Justification = "The certificate is the test's own.")]
public sealed class TlsProxyTests
{
    private string _directory = null!;

    private string Certificate => Path.Combine(_directory, "cert.pem");

    private string Key => Path.Combine(_directory, "key.pem");

    private ProxyTls ToClients => new() { Certificate = Certificate, Key = Key };

    private ProxyTls ToUpstream => new() { Upstream = true, Authority = Certificate };

    [SetUp]
    public void WriteCertificate()
    {
        _directory = Directory.CreateTempSubdirectory("holdfast-tls-").FullName;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
    }

    [TearDown]
    public void RemoveCertificate() => Directory.Delete(_directory, recursive: true);

    [Test]
    [CancelAfter(30_000)]
    public async Task Toxics_see_the_decrypted_bytes_of_a_TLS_client(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(options => options with { Tls = ToClients }, Toxic.LimitData(5));
        var client = await rig.ConnectClientAsync(token);
        await using var tls = await AsClientAsync(client, token);
        var server = await rig.AcceptAsync(token);
        await tls.WriteAsync("question"u8.ToArray(), token);
        (await server.ReceiveTextAsync(8, token)).ShouldBe("question");

        await server.SendTextAsync("answer", token);

        var answer = new byte[100];
        (await tls.ReadAtLeastAsync(answer, 100, throwOnEndOfStream: false, token)).ShouldBe(5);
        answer[..5].ShouldBe("answe"u8.ToArray());
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task The_proxy_speaks_TLS_to_the_upstream_and_the_client_does_not(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(options => options with { Tls = ToUpstream });
        var (client, server) = await rig.ConnectAsync(token);
        await using var tls = await AsServerAsync(server, token);
        var large = Wire.Pattern(3_000_000);

        var sending = client.SendAsync(large, SocketFlags.None, token);
        var received = new byte[large.Length];
        await tls.ReadExactlyAsync(received, token);
        await sending;
        received.SequenceEqual(large).ShouldBeTrue();
        await tls.WriteAsync("answer"u8.ToArray(), token);
        (await client.ReceiveTextAsync(6, token)).ShouldBe("answer");
        await tls.ShutdownAsync();
        server.Shutdown(SocketShutdown.Send);
        (await client.EndAsync(token)).ShouldBe("FIN");
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task TLS_on_both_sides_passes_a_half_close_a_close_and_a_reset_on(CancellationToken token)
    {
        var both = ToClients with { Upstream = true, ServerName = "localhost", Authority = Certificate };
        await using var rig = await Rig.StartAsync(options => Rig.Transparent(options) with { Tls = both });
        var (client, clientTls, server, serverTls) = await ConnectAsync(rig, token);
        await clientTls.WriteAsync("last words"u8.ToArray(), token);
        await clientTls.ShutdownAsync();
        client.Shutdown(SocketShutdown.Send);
        var words = new byte[20];
        (await serverTls.ReadAtLeastAsync(words, 20, throwOnEndOfStream: false, token)).ShouldBe(10);
        await serverTls.WriteAsync("answer"u8.ToArray(), token);
        await serverTls.ShutdownAsync();
        server.Shutdown(SocketShutdown.Send);
        (await clientTls.ReadAtLeastAsync(words, 20, throwOnEndOfStream: false, token)).ShouldBe(6);
        await rig.Proxy.IdleAsync(token);

        var (second, secondTls, secondServer, secondServerTls) = await ConnectAsync(rig, token);
        secondServer.Reset();
        var reset = await Should.ThrowAsync<IOException>(() => secondTls.ReadAsync(words, token).AsTask());
        reset.InnerException.ShouldBeOfType<SocketException>().SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
        await rig.Proxy.IdleAsync(token);
        rig.Proxy.LiveConnections.ShouldBe(0);
        await clientTls.DisposeAsync();
        await serverTls.DisposeAsync();
        await secondServerTls.DisposeAsync();
        await secondTls.DisposeAsync();
        second.Dispose();
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task When_the_proxy_closes_a_TLS_client_that_stays_no_socket_is_left(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(options => options with { Tls = ToClients });
        var client = await rig.ConnectClientAsync(token);
        await using var tls = await AsClientAsync(client, token);
        var server = await rig.AcceptAsync(token);

        server.Dispose();

        (await tls.ReadAsync(new byte[1], token)).ShouldBe(0);
        await rig.Proxy.IdleAsync(token);
        if (OperatingSystem.IsLinux())
        {
            (await client.EndAsync(token)).ShouldBe("FIN");
        }
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task An_untrusted_upstream_certificate_is_refused_unless_insecure_is_set(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(options => options with { Tls = new ProxyTls { Upstream = true } });
        var (client, server) = await rig.ConnectAsync(token);
        await Should.ThrowAsync<Exception>(async () =>
        {
            await using var refused = await AsServerAsync(server, token);
            await refused.ReadExactlyAsync(new byte[1], token);
        });
        (await client.EndAsync(token)).ShouldBe("FIN");
        var failed = await rig.EventAsync(ChaosEventKind.TlsFailed, token);
        failed.Detail.ShouldStartWith($"The TLS handshake with the upstream '{rig.Proxy.Upstream}' failed: ");

        await rig.Proxy.ChangeAsync(new ProxyChange(Tls: new ProxyTls { Upstream = true, Insecure = true }), token);
        var (trusting, trusted) = await rig.ConnectAsync(token);
        await using var tls = await AsServerAsync(trusted, token);
        await tls.WriteAsync("hello"u8.ToArray(), token);
        (await trusting.ReceiveTextAsync(5, token)).ShouldBe("hello");

        await rig.Proxy.ChangeAsync(new ProxyChange(Tls: ToUpstream with { ServerName = "other.example" }), token);
        var (wrong, named) = await rig.ConnectAsync(token);
        await Should.ThrowAsync<Exception>(async () =>
        {
            await using var refused = await AsServerAsync(named, token);
            await refused.ReadExactlyAsync(new byte[1], token);
        });
        (await wrong.EndAsync(token)).ShouldBe("FIN");
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_client_that_does_not_complete_the_TLS_handshake_is_closed_without_connecting_to_the_upstream(
        CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(options => options with
        {
            Tls = ToClients, ConnectTimeout = TimeSpan.FromMilliseconds(200),
        });
        var plain = await rig.ConnectClientAsync(token);
        await plain.SendTextAsync("GET / HTTP/1.1\r\n\r\n", token);
        await plain.EndAsync(token);
        var silent = await rig.ConnectClientAsync(token);
        (await silent.EndAsync(token)).ShouldBe("FIN");

        await rig.Proxy.IdleAsync(token);
        rig.Proxy.Log.Count(entry => entry.Kind == ChaosEventKind.TlsFailed).ShouldBe(2);
        rig.Proxy.Log.ShouldContain(entry => entry.Detail.Contains("it took too long", StringComparison.Ordinal));
        var accepting = rig.AcceptAsync(token);
        accepting.IsCompleted.ShouldBeFalse();
        await using var tls = await AsClientAsync(await rig.ConnectClientAsync(token), token);
        await accepting;
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Files_that_cannot_be_used_are_a_clear_error_and_nothing_is_created(CancellationToken token)
    {
        await using var server = await ToxiproxyServer.StartAsync(new ToxiproxyServerOptions { Port = 0 }, token);
        foreach (var (tls, words) in new[]
        {
            ("""{"certificate":"/no/such/file"}""", "The certificate '/no/such/file' cannot be used: "),
            ("""{"certificate":"/dev/zero"}""", "The certificate '/dev/zero' cannot be used: It is no file of 1 to 1048576 bytes"),
            ("""{"upstream":true,"authority":"/dev/zero"}""",
                "The authority '/dev/zero' cannot be used: It is no file of 1 to 1048576 bytes"),
            ("""{"key":"k.pem"}""", "There is a key, 'k.pem', but no certificate"),
            ("""{"upstream":true,"authority":"/no/such/file"}""", "The authority '/no/such/file' cannot be used: "),
            ("""{"upstream":true,"authority":"KEY"}""".Replace("KEY", Key, StringComparison.Ordinal), "holds no certificate"),
            ("""{"upstream":"yes"}""", "'upstream' must be a boolean"),
            ("7", "'tls' must be an object"),
        })
        {
            var (status, _, body) = await RawHttp.AskAsync(
                server.Url, "POST", "/proxies", """{"name":"p","listen":"127.0.0.1:0","upstream":"u:1","tls":TLS}""".Replace(
                    "TLS", tls, StringComparison.Ordinal), token);

            status.ShouldBe(400);
            using var json = System.Text.Json.JsonDocument.Parse(body);
            json.RootElement.GetProperty("error").GetString()!.ShouldContain(words);
        }

        server.Proxies.ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task TLS_can_be_set_over_the_API_and_then_an_https_upstream_is_accepted(CancellationToken token)
    {
        await using var server = await ToxiproxyServer.StartAsync(new ToxiproxyServerOptions { Port = 0 }, token);
        using var api = new ToxiproxyClient(server.Url);
        var created = await api.CreateAsync(new ProxySpec("p", "https://localhost") { Tls = ToClients with { Upstream = true } }, token);
        (created.Upstream, created.Tls).ShouldBe(("localhost:443", ToClients with { Upstream = true }));

        var (status, _, body) = await RawHttp.AskAsync(server.Url, "PATCH", "/proxies/p", """{"tls":{},"upstream":"127.0.0.1:1"}""", token);
        status.ShouldBe(200);
        body.ShouldNotContain("tls");
    }

    private async Task<(Socket Client, SslStream ClientTls, Socket Server, SslStream ServerTls)> ConnectAsync(
        Rig rig, CancellationToken token)
    {
        var client = await rig.ConnectClientAsync(token);
        var handshake = AsClientAsync(client, token);
        var server = await rig.AcceptAsync(token);
        return (client, await handshake, server, await AsServerAsync(server, token));
    }

    private static async Task<SslStream> AsClientAsync(Socket socket, CancellationToken token)
    {
        var tls = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, token);
        return tls;
    }

    private async Task<SslStream> AsServerAsync(Socket socket, CancellationToken token)
    {
        var tls = new SslStream(new NetworkStream(socket));
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = X509Certificate2.CreateFromPemFile(Certificate, Key),
            },
            token);
        return tls;
    }
}
