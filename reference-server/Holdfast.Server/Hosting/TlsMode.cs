namespace Holdfast.Server.Hosting;

/// <summary>The TLS versions and ciphers that a server accepts; tusd's modes.</summary>
public enum TlsMode
{
    /// <summary>TLS 1.2 with ephemeral keys and authenticated encryption only, and TLS 1.3.</summary>
    Tls12,

    /// <summary>TLS 1.2 only, with AES-256-GCM.</summary>
    Tls12Strong,

    /// <summary>TLS 1.3 only.</summary>
    Tls13,
}
