using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Server.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Holdfast.Server.Hosting;

/// <summary>Turns <see cref="TlsOptions"/> into Kestrel's options.</summary>
internal static class ServerTls
{
    // tusd's suites for "tls12"; those of TLS 1.3 are always these three there.
    private static readonly TlsCipherSuite[] Suites =
    [
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
    ];

    private static readonly TlsCipherSuite[] StrongSuites =
    [
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    ];

    /// <exception cref="UploadServerException">The files can't be used.</exception>
    public static HttpsConnectionAdapterOptions Load(TlsOptions options)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(options.CertificateFile);
            return new HttpsConnectionAdapterOptions
            {
                ServerCertificate = X509Certificate2.CreateFromPemFile(options.CertificateFile, options.KeyFile),
                ServerCertificateChain = chain,
                SslProtocols = Versions(options.Mode),
                OnAuthenticate = (_, authentication) => authentication.CipherSuitesPolicy = Ciphers(options.Mode),
            };
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new UploadServerException(
                $"TLS can't be used with the certificate '{options.CertificateFile}' and the key '{options.KeyFile}': {exception.Message} "
                + "Give two PEM files, the key not encrypted.",
                exception);
        }
    }

    [SuppressMessage("Security", "CA5398", Justification = "The modes are about exactly these versions.")]
    private static SslProtocols Versions(TlsMode mode) => mode switch
    {
        TlsMode.Tls13 => SslProtocols.Tls13,
        TlsMode.Tls12Strong => SslProtocols.Tls12,
        _ => SslProtocols.Tls12 | SslProtocols.Tls13,
    };

    // Windows has one list of suites for the whole machine; its administrator decides there.
    private static CipherSuitesPolicy? Ciphers(TlsMode mode) =>
        mode == TlsMode.Tls13 || !OperatingSystem.IsLinux()
            ? null : new CipherSuitesPolicy(mode == TlsMode.Tls12Strong ? StrongSuites : Suites);
}
