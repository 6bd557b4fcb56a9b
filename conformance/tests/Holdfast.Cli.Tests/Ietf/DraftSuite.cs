using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Selection;
using Holdfast.Conformance.Targets;
using Holdfast.Reports.Results;
using Holdfast.Server.Core;
using Holdfast.Server.Hosting;
using Holdfast.Server.Stores.FileStore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Cli.Tests.Ietf;

/// <summary>The draft's cases against the reference server, whole or with its answers changed.</summary>
internal static class DraftSuite
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static async Task<ResultsDocument> RunAsync(
        CaseSelection selection, Action<HttpContext>? change, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await UploadServer.StartAsync(
            new UploadServerOptions
            {
                Host = "127.0.0.1",
                Port = 0,
                EnableH2c = true,
                Configure = change is null ? null : application => Change(application, change),
                Uploads = new UploadOptions
                {
                    Store = new FileUploadStore(directory.FullName),
                    MaxSize = 1L << 40,
                    Ietf = new IetfOptions { MaxAppendSize = 1L << 30 },
                    NetworkTimeout = TimeSpan.FromSeconds(2),
                    Expiration = new ExpirationOptions { Unfinished = TimeSpan.FromDays(1) },
                },
            },
            cancellationToken);
        var options = new RunOptions
        {
            // A case waits in vain for what a changed answer hides; the server itself answers within milliseconds.
            Subject = new RunSubject.Server(new Target { Url = server.Url, Patience = Patience, StallPatience = Patience }),
            Selection = selection with { Protocol = "ietf", SparesServer = true },
            Seed = 1,
        };
        var outcome = await new ConformanceRun(options, CatalogueCases.Source, new SilentObserver()).RunAsync(cancellationToken);
        return outcome.ShouldBeOfType<RunOutcome.Finished>().Results;
    }

    /// <summary>Describes the deviations of a case for the message of a failing test.</summary>
    public static string Describe(CaseRecord result) =>
        $"{result.Id}: {result.Verdict} {result.Reason} "
            + string.Join("; ", result.Checks.Where(check => check.Verdict is not (Verdict.Pass or Verdict.Observe))
            .Select(check => $"{check.Subject}: expected {check.Expected}, was {check.Actual} ({string.Join(",", check.Requirements)})"));

    private static void Change(IApplicationBuilder application, Action<HttpContext> change) => application.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            change(context);
            return Task.CompletedTask;
        });
        return next(context);
    });
}
