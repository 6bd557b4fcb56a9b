using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Builds;
using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Selection;
using Holdfast.Conformance.Targets;
using Holdfast.Reports.Results;
using Holdfast.Server.Core;
using Holdfast.Server.Endpoints;
using Holdfast.Server.Interim;
using Holdfast.Server.Stores.FileStore;
using Holdfast.Server.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Cli.Tests.Check;

/// <summary>The suite over TLS, against uploads mounted in a user's ASP.NET Core application.</summary>
public sealed class TlsTests
{
    /// <summary>
    /// All of tus but its states, which say nothing of the wire, and the newest version of the draft; <c>--full</c> takes all cases.
    /// </summary>
    private static readonly CaseSelection Representative = new()
    {
        Interop = [10], Except = ["*/states", "ietf/10/states", "*/resilience/network", "ietf/10/resilience/network"],
    };

    /// <summary>The cases of creation, where the Location is judged, and those that go on from one.</summary>
    private static readonly string[] NearCreation =
        ["tus/creation", "tus/core", "tus/termination", "ietf/creation", "ietf/append", "ietf/retrieval", "ietf/interim",
            "ietf/cancellation"];

    [Test]
    [CancelAfter(120_000)]
    public async Task A_sound_server_is_not_accused_over_TLS(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        await using var application = await StartAsync(directory.FullName, behindProxy: false, cancellationToken);
        var results = await CheckAsync(application, ThisBuild.IsFull ? new CaseSelection() : Representative, cancellationToken);

        results.Cases.Where(IsRed).Select(result => $"{result.Id}: {result.Verdict} {result.Reason}").ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task An_http_Location_behind_TLS_is_named_once_and_spoils_nothing_else(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        await using var application = await StartAsync(directory.FullName, behindProxy: true, cancellationToken);
        int[] versions = [3, 10];
        var results = await CheckAsync(
            application, new CaseSelection { Interop = versions, Only = ThisBuild.IsFull ? [] : NearCreation }, cancellationToken);

        var accused = results.Cases.Where(IsRed).ToList();
        accused.Select(result => result.Id).ShouldBe(
            ["tus/creation/post/creates", .. versions.Select(version => $"ietf/{version}/creation/empty")], ignoreOrder: true);
        accused.Select(result => result.Checks.Single(check => check.Verdict == Verdict.Fail).Subject)
            .ShouldAllBe(subject => subject.Contains("'http' although the target is 'https'"));
    }

    // Some faults need a proxy that reads along, which TLS is there to prevent.
    private static bool IsRed(CaseRecord result) => result.Verdict is not (Verdict.Pass or Verdict.Observe)
        && result.Reason?.StartsWith("TLS hides ", StringComparison.Ordinal) != true;

    private static async Task<WebApplication> StartAsync(string directory, bool behindProxy, CancellationToken cancellationToken)
    {
        var certificate = Certificate();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.KeepArrivedBytes();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.UseHttps(certificate);
            listen.UseInterimResponses();
        }));
        var application = builder.Build();
        if (behindProxy)
        {
            // The requests of a server behind a proxy that terminates TLS without saying so.
            application.Use((context, next) =>
            {
                context.Request.Scheme = "http";
                return next(context);
            });
        }

        application.MapUploads("/files", new UploadOptions
        {
            Store = new FileUploadStore(directory),
            MaxSize = 1L << 40,
            Ietf = new IetfOptions { MaxAppendSize = 1 << 30 },
            NetworkTimeout = TimeSpan.FromSeconds(2),
            Expiration = new ExpirationOptions { Unfinished = TimeSpan.FromDays(1) },
        });
        await application.StartAsync(cancellationToken);
        return application;
    }

    private static async Task<ResultsDocument> CheckAsync(
        WebApplication application, CaseSelection selection, CancellationToken cancellationToken)
    {
        var target = new Target { Url = new Uri(application.Urls.Single() + "/files/"), TrustAnyCertificate = true };
        var options = new RunOptions
        {
            Subject = new RunSubject.Server(target),
            Selection = selection with { SparesServer = true, SparesStore = true },
            Seed = 1,

            // Two such runs and other tests at once keep the machine busy, and the cases that measure time would feel it.
            Parallel = 8,
        };
        var outcome = await new ConformanceRun(options, CatalogueCases.Source, new SilentObserver()).RunAsync(cancellationToken);
        return outcome.ShouldBeOfType<RunOutcome.Finished>().Results;
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
