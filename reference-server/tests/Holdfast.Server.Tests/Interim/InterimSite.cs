using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Server.Interim;
using Holdfast.Server.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Holdfast.Server.Tests;

/// <summary>A user's application whose endpoints can send interim responses: HTTP/1.1, HTTP/2, and both with TLS.</summary>
internal sealed class InterimSite : IAsyncDisposable
{
    private readonly WebApplication _application;

    private InterimSite(RequestDelegate handler, bool inline)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => Speak(listen, HttpProtocols.Http1).UseInterimResponses());
            kestrel.Listen(IPAddress.Loopback, 0, listen => Speak(listen, HttpProtocols.Http2).UseInterimResponses());
            kestrel.Listen(IPAddress.Loopback, 0,
                listen => Speak(listen.UseHttps(NewCertificate()), HttpProtocols.Http1AndHttp2).UseInterimResponses());
        });
        if (inline)
        {
            builder.Services.KeepArrivedBytes();
        }

        _application = builder.Build();
        _application.Run(handler);
    }

    public Uri Http1 => Url(0);

    public Uri Http2 => Url(1);

    public Uri Tls => Url(2);

    public static async Task<InterimSite> StartAsync(RequestDelegate handler, bool inline = true)
    {
        var site = new InterimSite(handler, inline);
        await site._application.StartAsync();
        return site;
    }

    /// <summary>The fields that every test announces.</summary>
    public static KeyValuePair<string, string>[] Location(string path) => [KeyValuePair.Create("Location", path)];

    public static KeyValuePair<string, string>[] Progress(long offset, string filler = "") =>
        [KeyValuePair.Create("Upload-Offset", $"{offset}"), .. filler.Length == 0 ? [] : new[] { KeyValuePair.Create("Filler", filler) }];

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private static ListenOptions Speak(ListenOptions listen, HttpProtocols protocols)
    {
        listen.Protocols = protocols;
        return listen;
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private Uri Url(int index) => new(_application.Urls.ElementAt(index));
}
