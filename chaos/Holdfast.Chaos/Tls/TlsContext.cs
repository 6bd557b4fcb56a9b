using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Chaos.Tls;

/// <summary>A proxy's certificate and trusted authorities, read from their files.</summary>
internal sealed class TlsContext
{
    // A file with all certificate authorities of a system has about a quarter of this.
    private const int LongestFile = 1024 * 1024;

    private readonly SslServerAuthenticationOptions? _toClients;
    private readonly ProxyTls _options;
    private readonly X509ChainPolicy? _trust;

    private TlsContext(ProxyTls options, SslServerAuthenticationOptions? toClients, X509ChainPolicy? trust) =>
        (_options, _toClients, _trust) = (options, toClients, trust);

    public static TlsContext None { get; } = new(ProxyTls.None, null, null);

    public bool ToClients => _toClients is not null;

    public bool ToUpstream => _options.Upstream;

    /// <summary>
    /// How many file descriptors a connection uses: one for the client, one for the upstream, and two for each TLS bridge.
    /// </summary>
    public int Descriptors => 2 + (ToClients ? 2 : 0) + (ToUpstream ? 2 : 0);

    /// <summary>Reads the files.</summary>
    /// <exception cref="ChaosProxyException">A file is missing or is not PEM.</exception>
    public static TlsContext Load(ProxyTls options)
    {
        if (options == ProxyTls.None)
        {
            return None;
        }

        if (options.Certificate is null && options.Key is not null)
        {
            throw Unusable($"There is a key, '{options.Key}', but no certificate. Give the file of the certificate too", null);
        }

        return new TlsContext(options, options.Certificate is { } certificate ? Server(certificate, options.Key ?? certificate) : null,
            options.Authority is { } authority ? Trust(authority) : null);
    }

    public Task AsServerAsync(SslStream stream, CancellationToken cancellationToken) =>
        stream.AuthenticateAsServerAsync(_toClients!, cancellationToken);

    /// <summary>Performs the handshake with the upstream.</summary>
    /// <param name="host">
    /// The upstream's host, which is the name for SNI and validation unless <see cref="ProxyTls.ServerName"/> is set.
    /// </param>
    [SuppressMessage("Security", "CA5359", Justification = "The user asked to accept any certificate, for example that of a test server.")]
    public Task AsClientAsync(SslStream stream, string host, CancellationToken cancellationToken)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = _options.ServerName ?? host, CertificateChainPolicy = _trust };
        if (_options.Insecure)
        {
            options.RemoteCertificateValidationCallback = AnyCertificate;
        }

        return stream.AuthenticateAsClientAsync(options, cancellationToken);
    }

    private static bool AnyCertificate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => true;

    private static SslServerAuthenticationOptions Server(string certificate, string key)
    {
        var pair = Read("certificate", certificate, () => X509Certificate2.CreateFromPemFile(certificate, Read("key", key, () => key)));
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificate);
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(pair, chain, offline: true),
        };
    }

    private static X509ChainPolicy Trust(string authority)
    {
        // A private certificate authority usually publishes no revocation list.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        var count = Read("authority", authority, () =>
        {
            policy.CustomTrustStore.ImportFromPemFile(authority);
            return policy.CustomTrustStore.Count;
        });
        return count > 0 ? policy : throw Unusable($"The authority '{authority}' holds no certificate. Give a PEM file with one", null);
    }

    private static T Read<T>(string what, string file, Func<T> read)
    {
        try
        {
            // A device or a pipe has no length and may never end.
            return new FileInfo(file).Length is > 0 and <= LongestFile
                ? read()
                : throw new IOException($"It is no file of 1 to {LongestFile} bytes");
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException
            or ArgumentException)
        {
            throw Unusable($"The {what} '{file}' cannot be used: {unusable.Message.TrimEnd('.')}. Give a PEM file", unusable);
        }
    }

    private static ChaosProxyException Unusable(string sentence, Exception? cause) =>
        new($"{sentence}.", $"bad request body: {sentence}", cause) { Status = 400 };
}
