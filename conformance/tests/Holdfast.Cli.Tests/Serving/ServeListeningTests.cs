using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using static Holdfast.Cli.Tests.Serving.ServingCommand;

namespace Holdfast.Cli.Tests.Serving;

/// <summary>Every way to reach a started server: base paths, a Unix socket, HTTP/2 in the clear, TLS, a proxy in front.</summary>
[SuppressMessage("Security", "CA5398", Justification = "The modes are about exactly these versions.")]
[SuppressMessage("Security", "CA5359", Justification = "The certificate is the test's own.")]
public sealed class ServeListeningTests
{
    [TestCase("/", "/")]
    [TestCase("uploads", "/uploads/")]
    [TestCase("/a/b/", "/a/b/")]
    [CancelAfter(60_000)]
    public async Task The_base_path_works_with_and_without_trailing_slash(string flag, string path, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var server = await StartAsync(directory, cancellationToken, "-base-path", flag);
        server.Url.AbsolutePath.ShouldBe(path);

        var created =
            await server.AskAsync(Request("POST", path.Length > 1 ? path.TrimEnd('/') : path, "Upload-Length: 5\r\n"), cancellationToken);
        var done = await server.AskAsync(Patch(created.Path, 0, 5) + "hello", cancellationToken);

        created.Path.ShouldMatch($"^{path}[0-9a-f]{{32}}$");
        done.Offset.ShouldBe(5);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_Unix_socket_accepts_uploads_and_is_removed_with_the_server(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var socketPath = directory.At("s");
        using var command = Launch(directory, "-unix-sock", socketPath);
        await command.LineAsync("Using /files/ as the base path.", cancellationToken);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
        using (var connection = new RawConnection(new NetworkStream(socket, ownsSocket: true)))
        {
            await connection.SendAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);
            var created = await connection.ReadAsync(cancellationToken);
            await connection.SendAsync(Patch(created.Path, 0, 5) + "hello", cancellationToken);
            (await connection.ReadAsync(cancellationToken)).Offset.ShouldBe(5);
        }

        (await command.InterruptAsync(cancellationToken)).ShouldBe(0);
        command.Output.ShouldContain($"Using {socketPath} as address to listen.");
        File.Exists(socketPath).ShouldBeFalse();
    }

    [TestCase(true, (byte)0x88)]
    [TestCase(false, (byte)0)]
    [CancelAfter(60_000)]
    public async Task HTTP_2_without_TLS_works_by_prior_knowledge_with_the_flag(
        bool enabled, byte status, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var server = await StartAsync(directory, cancellationToken, $"-enable-h2c={enabled}");
        using var client = new TcpClient();
        await client.ConnectAsync(server.Url.Host, server.Url.Port, cancellationToken);

        (await AskHttp2Async(client.GetStream(), "http", cancellationToken)).ShouldBe(
            status, "RFC 7541, appendix A: 0x88 is ':status: 200'");
        (await server.CreateAsync(5, cancellationToken)).ShouldStartWith("/files/", Case.Sensitive, "HTTP/1.1 stays on the same port");
    }

    [TestCase("tls12", SslProtocols.Tls12, true)]
    [TestCase("tls12", SslProtocols.Tls13, true)]
    [TestCase("tls12-strong", SslProtocols.Tls12, true)]
    [TestCase("tls12-strong", SslProtocols.Tls13, false)]
    [TestCase("tls13", SslProtocols.Tls12, false)]
    [TestCase("tls13", SslProtocols.Tls13, true)]
    [CancelAfter(60_000)]
    public async Task A_TLS_mode_accepts_only_its_versions(
        string mode, SslProtocols version, bool taken, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var server = await StartAsync(directory, cancellationToken, ["-tls-mode", mode, .. Certificate(directory)]);
        server.Url.Scheme.ShouldBe("https");
        var connecting = HandshakeAsync(server.Url, version, SslApplicationProtocol.Http11, cancellationToken);
        if (!taken)
        {
            await Should.ThrowAsync<Exception>(() => connecting);
            return;
        }

        await using var tls = await connecting;
        using var connection = new RawConnection(tls);
        await connection.SendAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);
        var created = await connection.ReadAsync(cancellationToken);
        await connection.SendAsync(Patch(created.Path, 0, 5) + "hello", cancellationToken);

        created["Location"].ShouldNotBeNull().ShouldStartWith("https://a.test/files/");
        (await connection.ReadAsync(cancellationToken)).Offset.ShouldBe(5);
        tls.SslProtocol.ShouldBe(version);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task With_TLS_a_client_that_offers_HTTP_2_gets_it(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var server = await StartAsync(directory, cancellationToken, Certificate(directory));
        await using var tls = await HandshakeAsync(server.Url, SslProtocols.Tls13, SslApplicationProtocol.Http2, cancellationToken);

        tls.NegotiatedApplicationProtocol.ShouldBe(SslApplicationProtocol.Http2);
        (await AskHttp2Async(tls, "https", cancellationToken)).ShouldBe((byte)0x88);
    }

    [TestCase("-behind-proxy", "Forwarded: host=up.test;proto=https\r\n", "https://up.test/files/")]
    [TestCase("-behind-proxy", "X-Forwarded-Host: up.test:8443\r\nX-Forwarded-Proto: https\r\n", "https://up.test:8443/files/")]
    [TestCase("-behind-proxy=false", "Forwarded: host=up.test;proto=https\r\nX-Forwarded-Host: up.test\r\nX-Forwarded-Proto: https\r\n",
        "http://a.test/files/")]
    [CancelAfter(60_000)]
    public async Task The_URL_of_a_proxy_is_used_with_the_flag(
        string flag, string fields, string start, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var server = await StartAsync(directory, cancellationToken, flag);

        var created = await server.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n" + fields), cancellationToken);

        created["Location"].ShouldNotBeNull().ShouldStartWith(start);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task The_public_URL_is_returned_to_clients(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var server = await StartAsync(directory, cancellationToken, "-public-url", "https://up.test/api/uploads/");

        var created =
            await server.AskAsync(Request("POST", "/files/", "Upload-Length: 0\r\nUpload-Concat: partial\r\n"), cancellationToken);
        var final = await server.AskAsync(Request("POST", "/files/", $"Upload-Concat: final;{created["Location"]}\r\n"), cancellationToken);

        created["Location"].ShouldNotBeNull().ShouldMatch("^https://up\\.test/api/uploads/[0-9a-f]{32}$");
        final.Status.ShouldBe(201);
    }

    [TestCase("/files/")]
    [TestCase("up.test/files/")]
    [TestCase("https://up.test/files/?x=1")]
    [CancelAfter(60_000)]
    public async Task An_invalid_public_URL_ends_the_start_with_a_message(string url, CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(cancellationToken, "serve", "-port", "0", "-public-url", url);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardError.ShouldContain($"'{url}' is not a valid URL. '-public-url' takes the creation URL that clients use");
    }

    private static async Task<SslStream> HandshakeAsync(
        Uri url, SslProtocols version, SslApplicationProtocol protocol, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(url.Host, url.Port, cancellationToken);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "localhost",
                    EnabledSslProtocols = version,
                    ApplicationProtocols = [protocol],
                    RemoteCertificateValidationCallback = (_, _, _, _) => true,
                },
                cancellationToken);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    // OPTIONS /files/ as frames by hand (RFC 9113; fields as plain literals, RFC 7541, 6.2.2). Returns the first byte of the answer's
    // header block, or 0 when the peer ends the connection instead.
    private static async Task<byte> AskHttp2Async(Stream stream, string scheme, CancellationToken cancellationToken)
    {
        const byte Headers = 1;
        const byte EndOfAll = 5;
        byte[] block = [.. Literal(":method", "OPTIONS"), .. Literal(":scheme", scheme), .. Literal(":path", "/files/"),
            .. Literal(":authority", "a.test")];
        await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), cancellationToken);
        await stream.WriteAsync(
            (byte[])[0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, (byte)block.Length, Headers, EndOfAll, 0, 0, 0, 1, .. block], cancellationToken);
        try
        {
            var head = new byte[9];
            var payload = Array.Empty<byte>();
            while (head[3] != Headers)
            {
                await stream.ReadExactlyAsync(head, cancellationToken);
                payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
                await stream.ReadExactlyAsync(payload, cancellationToken);
            }

            return payload[0];
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static IEnumerable<byte> Literal(string name, string value) =>
        [0, (byte)name.Length, .. System.Text.Encoding.ASCII.GetBytes(name), (byte)value.Length,
            .. System.Text.Encoding.ASCII.GetBytes(value)];

    private static string[] Certificate(TemporaryDirectory directory)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(directory.At("cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(directory.At("key.pem"), key.ExportPkcs8PrivateKeyPem());
        return ["-tls-certificate", directory.At("cert.pem"), "-tls-key", directory.At("key.pem")];
    }
}
