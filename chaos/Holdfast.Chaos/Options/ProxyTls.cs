namespace Holdfast.Chaos;

/// <summary>
/// Where a proxy speaks TLS itself, so that its toxics see the decrypted bytes. Without it, the proxy passes all bytes on unchanged,
/// including those of a TLS connection between client and server.
/// </summary>
public sealed record ProxyTls
{
    /// <summary>The proxy speaks no TLS.</summary>
    public static ProxyTls None { get; } = new();

    /// <summary>Path of a PEM file with the certificate (and its chain) for clients; null: no TLS with clients.</summary>
    public string? Certificate { get; init; }

    /// <summary>Path of a PEM file with the private key of <see cref="Certificate"/>; null: the key is in the same file.</summary>
    public string? Key { get; init; }

    /// <summary>Whether the proxy speaks TLS with the upstream.</summary>
    public bool Upstream { get; init; }

    /// <summary>
    /// The name that is sent to the upstream (SNI) and that its certificate must have; null: the host of the upstream address.
    /// </summary>
    public string? ServerName { get; init; }

    /// <summary>Path of a PEM file with the certificate authorities that are trusted for the upstream; null: those of the system.</summary>
    public string? Authority { get; init; }

    /// <summary>Whether the upstream's certificate is accepted without validation.</summary>
    public bool Insecure { get; init; }
}
