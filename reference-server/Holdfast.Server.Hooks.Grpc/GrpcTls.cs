using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Server.Hooks.Grpc;

/// <summary>The certificates of a TLS connection to a gRPC server.</summary>
internal static class GrpcTls
{
    /// <exception cref="ArgumentException">A file can't be used.</exception>
    public static SslClientAuthenticationOptions Read(GrpcHookOptions options)
    {
        var tls = new SslClientAuthenticationOptions();
        if (options.ServerCertificateFile is { } file)
        {
            Trust(tls, Load(file, ReadCertificates));
        }

        if ((options.ClientCertificateFile, options.ClientKeyFile) is not (null, null))
        {
            tls.ClientCertificateContext = options is { ClientCertificateFile: { } certificate, ClientKeyFile: { } key }
                ? Load(certificate, path => Pair(path, key))
                : throw new ArgumentException(
                    "A client's certificate needs both its file and the file of its key, but one is missing. Give both or none.",
                    nameof(options));
        }

        return tls;
    }

    // As in Go: a certificate in the file is trusted as it stands there, also when another authority has signed it. Nobody is asked for
    // revocations.
    private static void Trust(SslClientAuthenticationOptions tls, X509Certificate2Collection trusted)
    {
        tls.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
        };
        tls.CertificateChainPolicy.CustomTrustStore.AddRange(trusted);
        tls.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => errors == SslPolicyErrors.None
            || (errors == SslPolicyErrors.RemoteCertificateChainErrors
                && certificate is not null
                && trusted.Any(one => one.RawDataMemory.Span.SequenceEqual(certificate.GetRawCertData()))
                && chain!.ChainStatus.All(status => status.Status == X509ChainStatusFlags.PartialChain));
    }

    private static X509Certificate2Collection ReadCertificates(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        return certificates.Count > 0 ? certificates : throw new CryptographicException("It has no certificate.");
    }

    private static SslStreamCertificateContext Pair(string certificateFile, string keyFile)
    {
        using var pair = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);

        // Windows uses no key that it doesn't keep.
        var kept = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
        return SslStreamCertificateContext.Create(kept, ReadCertificates(certificateFile), offline: true);
    }

    private static T Load<T>(string file, Func<string, T> load)
    {
        try
        {
            return load(file);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException(
                $"The certificate '{file}' can't be used: {exception.Message} Expected a PEM file.", nameof(file), exception);
        }
    }
}
