using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Chaos.Tls;

/// <summary>A proxy's certificate and its trust, read from their files.</summary>
internal sealed class TlsContext
{
    // The authorities of a whole system take a quarter of it.
    private const int LongestFile = 1024 * 1024;

    private readonly SslServerAuthenticationOptions? _toClients;
    private readonly ProxyTls _options;
    private readonly X509ChainPolicy? _trust;

    private TlsContext(ProxyTls options, SslServerAuthenticationOptions? toClients, X509ChainPolicy? trust) =>
        (_options, _toClients, _trust) = (options, toClients, trust);

    public static TlsContext None { get; } = new(ProxyTls.None, null, null);

    public bool ToClients => _toClients is not null;

    public bool ToUpstream => _options.Upstream;

    /// <summary>The descriptors of a connection: the client's and the upstream's, and two for each bridge.</summary>
    public int Descriptors => 2 + (ToClients ? 2 : 0) + (ToUpstream ? 2 : 0);

    /// <summary>Reads the files.</summary>
    /// <exception cref="ChaosProxyException">One is missing or is not PEM.</exception>
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

    /// <summary>Shakes hands with the upstream.</summary>
    /// <param name="host">Its host, which is the name unless another one is set.</param>
    [SuppressMessage("Security", "CA5359", Justification = "Any certificate only where that was asked for: a test's own server.")]
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
        // Authorities of a test publish no lists of revoked certificates.
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
            // A device or a pipe has no length, and may have no end.
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
