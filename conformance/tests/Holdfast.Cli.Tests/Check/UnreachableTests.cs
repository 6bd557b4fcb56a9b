using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Server.Core;
using Holdfast.Server.Endpoints;
using Holdfast.Server.Stores.FileStore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Cli.Tests.Check;

/// <summary>The two deployment mistakes that everybody makes once are told by name.</summary>
[CancelAfter(60_000)]
public sealed class UnreachableTests
{
    [Test]
    public async Task An_invalid_certificate_error_names_the_insecure_option(CancellationToken cancellationToken)
    {
        using var report = new TemporaryDirectory();
        await using var server = await StartAsync(report.FullName, tls: true, cancellationToken);
        var run = await CheckAsync(server.Urls.Single(), report, cancellationToken);

        run.ShouldStartWith($"'{server.Urls.Single()}/files/' cannot be reached: The remote certificate ");
        run.ShouldEndWith(". Use --insecure to accept its certificate anyway.");
    }

    [Test]
    public async Task Https_on_a_port_without_TLS_names_http(CancellationToken cancellationToken)
    {
        using var report = new TemporaryDirectory();
        await using var server = await StartAsync(report.FullName, tls: false, cancellationToken);
        var plain = server.Urls.Single();
        var run = await CheckAsync(plain.Replace("http://", "https://", StringComparison.Ordinal), report, cancellationToken);

        run.ShouldEndWith($". The port uses HTTP without TLS: give '{plain}/files/'.");
    }

    [Test]
    public async Task Http_on_a_port_with_TLS_names_https(CancellationToken cancellationToken)
    {
        using var report = new TemporaryDirectory();
        await using var server = await StartAsync(report.FullName, tls: true, cancellationToken);
        var secure = server.Urls.Single();
        var run = await CheckAsync(secure.Replace("https://", "http://", StringComparison.Ordinal), report, cancellationToken);

        run.ShouldEndWith($". The port uses TLS: give '{secure}/files/'.");
    }

    [Test]
    public async Task Probes_for_a_hint_carry_no_credentials(CancellationToken cancellationToken)
    {
        using var report = new TemporaryDirectory();
        await using var server = HostileServer.Start("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var run = await HoldfastCommand.RunAsync(
            cancellationToken, "check", server.Url.Replace("http://", "https://", StringComparison.Ordinal), "--header",
            "Authorization: Bearer s3cr3t", "--report", report.At("none"));

        run.ExitCode.ShouldBe(ExitCode.NothingRun);
        run.StandardError.ShouldContain("The port uses HTTP without TLS");
        server.Received.ShouldContain("OPTIONS * HTTP/1.1\r\n");
        server.Received.ShouldNotContain("s3cr3t");
    }

    private static async Task<string> CheckAsync(string url, TemporaryDirectory report, CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(cancellationToken, "check", $"{url}/files/", "--report", report.At("none"));

        run.ExitCode.ShouldBe(ExitCode.NothingRun);
        return run.StandardError.Trim().Split('\n').ShouldHaveSingleItem();
    }

    private static async Task<WebApplication> StartAsync(string directory, bool tls, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (tls)
            {
                listen.UseHttps(Certificate());
            }
        }));
        var application = builder.Build();
        application.MapUploads("/files", new UploadOptions { Store = new FileUploadStore(directory) });
        await application.StartAsync(cancellationToken);
        return application;
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
