namespace Holdfast.Chaos;

/// <summary>
/// What a proxy encrypts, so that its toxics see what is inside of TLS. Without it, bytes pass as they are, also those of
/// TLS between client and server.
/// </summary>
public sealed record ProxyTls
{
    /// <summary>Nothing is encrypted or decrypted.</summary>
    public static ProxyTls None { get; } = new();

    /// <summary>A PEM file with the certificate that clients are shown, and its chain; null: clients speak without TLS.</summary>
    public string? Certificate { get; init; }

    /// <summary>A PEM file with the key of <see cref="Certificate"/>; null: it is in the same file.</summary>
    public string? Key { get; init; }

    /// <summary>Whether the proxy speaks TLS to the upstream.</summary>
    public bool Upstream { get; init; }

    /// <summary>The name that the upstream's certificate must have, and that it is asked for (SNI); null: the upstream's host.</summary>
    public string? ServerName { get; init; }

    /// <summary>A PEM file with the authorities to trust for the upstream; null: those of the machine.</summary>
    public string? Authority { get; init; }

    /// <summary>Whether any certificate of the upstream will do.</summary>
    public bool Insecure { get; init; }
}
