using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Server.Hooks;
using Holdfast.Server.Hooks.Grpc;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Hooks.Grpc;

/// <summary>gRPC over TLS: which certificates are trusted, and that of the client.</summary>
[CancelAfter(30_000)]
public sealed class GrpcTlsTests : GrpcHookFixture
{
    private TemporaryDirectory _directory = null!;
    private X509Certificate2 _authority = null!;
    private X509Certificate2 _certificate = null!;

    [SetUp]
    public void Start()
    {
        _directory = new TemporaryDirectory();
        _authority = Issue("CN=authority", null);
        _certificate = Issue("CN=localhost", _authority);
    }

    [TearDown]
    public void Remove()
    {
        _directory.Dispose();
        _authority.Dispose();
        _certificate.Dispose();
    }

    [Test]
    public async Task A_server_is_trusted_by_its_authority_or_by_its_own_certificate(
        [Values] bool isOwn, CancellationToken cancellationToken)
    {
        await using var hooks = await GrpcHookServer.StartAsync(_certificate);
        var file = Write(isOwn ? _certificate : _authority);
        await using var site = await StartAsync(Hooked(Target(hooks), change: Secure(file)));

        await site.CreateAsync(5, cancellationToken);

        hooks.Calls.ShouldNotBeEmpty();
    }

    [TestCase("another authority")]
    [TestCase("another name")]
    [TestCase("the system's authorities")]
    public async Task Any_other_server_is_not_and_the_call_is_not_tried_again(string problem, CancellationToken cancellationToken)
    {
        await using var hooks = await GrpcHookServer.StartAsync(_certificate);
        using var other = Issue("CN=authority", null);
        var file = problem switch { "another authority" => Write(other), "another name" => Write(_certificate), _ => null };
        var target = problem == "another name" ? hooks.Target : Target(hooks);
        var provider = Connect(target, options => Secure(file)(options) with { Backoff = TimeSpan.FromHours(1) });
        await using var site = await StartAsync(options => options.WithHooks(new HookOptions { Providers = [provider] }));

        var response = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);

        response.Status.ShouldBe(500);
        hooks.Calls.ShouldBeEmpty();
    }

    [Test]
    public async Task A_server_gets_the_certificate_that_it_demands([Values] bool hasOne, CancellationToken cancellationToken)
    {
        await using var hooks = await GrpcHookServer.StartAsync(_certificate, demandsClient: true);
        using var client = Issue("CN=client", _authority);
        var (certificate, key) = (Write(client), WriteKey(client));
        await using var site = await StartAsync(Hooked(Target(hooks), change: options => Secure(Write(_authority))(options) with
        {
            ClientCertificateFile = hasOne ? certificate : null, ClientKeyFile = hasOne ? key : null,
        }));

        var response = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);

        response.Status.ShouldBe(hasOne ? 201 : 500);
    }

    [Test]
    public void A_certificate_without_its_key_is_refused() => Should.Throw<ArgumentException>(
            () => Connect("localhost:1", options => options with { IsSecure = true, ClientCertificateFile = Write(_certificate) }))
        .Message.ShouldContain("one is missing. Give both or none.");

    [TestCase("nowhere.pem", null)]
    [TestCase("empty.pem", "")]
    [TestCase("garbage.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public async Task A_file_that_is_no_certificate_is_refused(string name, string? text, CancellationToken cancellationToken)
    {
        var file = _directory.At(name);
        if (text is not null)
        {
            await File.WriteAllTextAsync(file, text, cancellationToken);
        }

        Should.Throw<ArgumentException>(() => Connect("localhost:1", Secure(file)))
            .Message.ShouldContain($"The certificate '{file}' can't be used: ");
    }

    private static string Target(GrpcHookServer hooks) => $"localhost:{hooks.Port}";

    private static Func<GrpcHookOptions, GrpcHookOptions> Secure(string? file) =>
        options => options with { IsSecure = true, ServerCertificateFile = file };

    private static X509Certificate2 Issue(string name, X509Certificate2? authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority is null, false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        if (authority is null)
        {
            return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        }

        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(authority, now.AddHours(-1), now.AddHours(1), [1, 2, 3, 4]);
        using var pair = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private string Write(X509Certificate2 certificate) => Write(certificate.ExportCertificatePem());

    private string WriteKey(X509Certificate2 certificate) => Write(certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

    private string Write(string pem)
    {
        var file = _directory.At($"{Guid.NewGuid():n}.pem");
        File.WriteAllText(file, pem);
        return file;
    }
}
