namespace Holdfast.Server.Hosting;

/// <summary>HTTPS, with HTTP/2 for clients that ask for it (ALPN).</summary>
public sealed record TlsOptions
{
    /// <summary>A PEM file with the certificate, then those of its issuers (tusd: <c>-tls-certificate</c>).</summary>
    public required string CertificateFile { get; init; }

    /// <summary>A PEM file with the certificate's key, not encrypted (tusd: <c>-tls-key</c>).</summary>
    public required string KeyFile { get; init; }

    /// <summary>Versions and ciphers (tusd: <c>-tls-mode</c>).</summary>
    public TlsMode Mode { get; init; } = TlsMode.Tls12;
}
