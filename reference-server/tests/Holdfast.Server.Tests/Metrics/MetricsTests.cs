using System.Text.RegularExpressions;
using Holdfast.Server.Core;
using Holdfast.Server.Endpoints;
using Holdfast.Server.Hooks;
using Holdfast.Server.Metrics;
using Holdfast.Server.Stores.FileStore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Metrics;

/// <summary>What a scrape by Prometheus gets: tusd's names, labels and types, and the right numbers.</summary>
[CancelAfter(30_000)]
public sealed class MetricsTests
{
    // As tusd 2.10 shows them without S3.
    private static readonly (string Name, string Type)[] TusdMetrics =
    [
        ("tusd_bytes_received", "counter"), ("tusd_connections_open", "gauge"), ("tusd_errors_total", "counter"),
        ("tusd_hook_errors_total", "counter"), ("tusd_hook_invocations_total", "counter"), ("tusd_requests_total", "counter"),
        ("tusd_uploads_created", "counter"), ("tusd_uploads_finished", "counter"), ("tusd_uploads_terminated", "counter"),
    ];

    [Test]
    public async Task Metrics_have_tusds_names_and_types(CancellationToken cancellationToken)
    {
        await using var site = await StartMeasuredAsync();
        await site.HeadAsync("/files/unknown", cancellationToken);

        var text = await ScrapeAsync(site, cancellationToken);

        Lines(text, "# TYPE tusd_").ShouldBe(TusdMetrics.Select(metric => $"# TYPE {metric.Name} {metric.Type}"));
        Lines(text, "# TYPE process_").ShouldContain("# TYPE process_cpu_seconds_total counter");
        Lines(text, "# TYPE process_").ShouldContain("# TYPE process_resident_memory_bytes gauge");
    }

    [Test]
    public async Task Requests_bytes_and_uploads_are_counted(CancellationToken cancellationToken)
    {
        await using var site = await StartMeasuredAsync();
        var path = await site.CreateAsync(10, cancellationToken);
        await site.PatchAsync(path, 0, "hello", cancellationToken);
        await site.PatchAsync(path, 5, "world", cancellationToken);
        await site.HeadAsync(path, cancellationToken);
        await site.AskAsync(Request("DELETE", path), cancellationToken);
        await site.AskAsync(Request("BREW", "/files/"), cancellationToken);

        var text = await ScrapeAsync(site, cancellationToken);

        Lines(text, "tusd_requests_total").ShouldBe(
        [
            "tusd_requests_total{method=\"DELETE\"} 1", "tusd_requests_total{method=\"GET\"} 0", "tusd_requests_total{method=\"HEAD\"} 1",
            "tusd_requests_total{method=\"OPTIONS\"} 0", "tusd_requests_total{method=\"PATCH\"} 2",
            "tusd_requests_total{method=\"POST\"} 1", "tusd_requests_total{method=\"PUT\"} 0", "tusd_requests_total{method=\"_OTHER\"} 1",
        ]);
        Lines(text, "tusd_bytes_received").ShouldBe(["tusd_bytes_received 10"]);
        Lines(text, "tusd_uploads_").ShouldBe(["tusd_uploads_created 1", "tusd_uploads_finished 1", "tusd_uploads_terminated 1"]);
    }

    [Test]
    public async Task Errors_are_counted_by_status_and_code_for_both_protocols(CancellationToken cancellationToken)
    {
        await using var site = await StartMeasuredAsync();
        var draft = new Draft(8);
        var path = await site.CreateAsync(10, cancellationToken);
        await site.HeadAsync("/files/unknown", cancellationToken);
        await site.HeadAsync("/files/unknown", cancellationToken);
        await site.PatchAsync(path, 3, "hello", cancellationToken);
        await Draft.AskAsync(site, draft.Request("HEAD", "/files/unknown"), cancellationToken);

        var text = await ScrapeAsync(site, cancellationToken);

        Lines(text, "tusd_errors_total").ShouldBe(
        [
            "tusd_errors_total{code=\"ERR_MISMATCHED_OFFSET\",status=\"409\"} 1",
            "tusd_errors_total{code=\"ERR_UPLOAD_NOT_FOUND\",status=\"404\"} 3",
        ]);
    }

    [Test]
    public async Task A_failure_of_the_store_is_counted_as_an_error(CancellationToken cancellationToken)
    {
        await using var site = await StartMeasuredAsync();
        System.IO.Directory.Delete(site.Directory);
        var answer = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 1\r\n"), cancellationToken);
        System.IO.Directory.CreateDirectory(site.Directory);

        var text = await ScrapeAsync(site, cancellationToken);

        answer.Status.ShouldBe(503);
        Lines(text, "tusd_errors_total").ShouldBe(["tusd_errors_total{code=\"ERR_STORE_UNAVAILABLE\",status=\"503\"} 1"]);
    }

    [Test]
    public async Task Calls_of_hooks_and_their_failures_are_counted_by_type(CancellationToken cancellationToken)
    {
        await using var site = await StartMeasuredAsync(options => options.WithHooks(new HookOptions
        {
            EnabledEvents = new HashSet<HookType> { HookType.PreCreate, HookType.PreFinish },
            Providers =
            [
                new DelegateHooks((call, _) => call.Type == HookType.PreFinish ? throw new HookException("no") : new(HookResponse.None)),
            ],
        }));
        var path = await site.CreateAsync(5, cancellationToken);
        await site.PatchAsync(path, 0, "hello", cancellationToken);

        var text = await ScrapeAsync(site, cancellationToken);

        Lines(text, "tusd_hook_invocations_total").Count().ShouldBe(8, "Each type is there before it was called.");
        Lines(text, "tusd_hook_").Where(line => !line.EndsWith(" 0", StringComparison.Ordinal)).ShouldBe(
        [
            "tusd_hook_errors_total{hooktype=\"pre-finish\"} 1", "tusd_hook_invocations_total{hooktype=\"pre-create\"} 1",
            "tusd_hook_invocations_total{hooktype=\"pre-finish\"} 1",
        ]);
    }

    [Test]
    public async Task Open_connections_are_counted_with_the_one_of_the_scrape(CancellationToken cancellationToken)
    {
        await using var site = await StartMeasuredAsync();
        using var idle = await site.ConnectAsync(cancellationToken);
        await idle.SendAsync(Request("OPTIONS", "/files/"), cancellationToken);
        await idle.ReadAsync(cancellationToken);

        var text = await ScrapeAsync(site, cancellationToken);

        Lines(text, "tusd_connections_open").ShouldBe(["tusd_connections_open 2"]);
    }

    [Test]
    public async Task Two_servers_in_one_process_count_for_themselves(CancellationToken cancellationToken)
    {
        await using var one = await StartMeasuredAsync();
        await using var other = await StartMeasuredAsync();
        await one.CreateAsync(1, cancellationToken);

        Lines(await ScrapeAsync(one, cancellationToken), "tusd_uploads_created").ShouldBe(["tusd_uploads_created 1"]);
        Lines(await ScrapeAsync(other, cancellationToken), "tusd_uploads_created").ShouldBe(["tusd_uploads_created 0"]);
    }

    [Test]
    public async Task An_application_gets_the_metrics_of_all_its_uploads(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        await using var application = builder.Build();
        application.MapUploadMetrics("/m");
        application.MapUploads("/a/", new UploadOptions { Store = new FileUploadStore(directory.At("a")) });
        application.MapUploads("/b/", new UploadOptions { Store = new FileUploadStore(directory.At("b")) });
        await application.StartAsync(cancellationToken);
        using var client = application.GetTestClient();

        foreach (var path in new[] { "/a/", "/b/" })
        {
            using var post = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Headers = { { "Tus-Resumable", "1.0.0" }, { "Upload-Length", "5" } },
            };
            (await client.SendAsync(post, cancellationToken)).EnsureSuccessStatusCode();
        }

        Lines(await client.GetStringAsync("/m", cancellationToken), "tusd_uploads_created").ShouldBe(["tusd_uploads_created 2"]);
    }

    // Prometheus, Exposition formats, Text-based format.
    [Test]
    public async Task A_scrape_has_the_text_format(CancellationToken cancellationToken)
    {
        await using var site = await StartMeasuredAsync();
        await site.HeadAsync("/files/unknown", cancellationToken);

        var answer = await site.AskAsync("GET /metrics HTTP/1.1\r\nHost: a.test\r\n\r\n", cancellationToken);

        answer["Content-Type"].ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        answer.Body.ShouldEndWith("\n");
        var family = "";
        var samples = new HashSet<string>();
        foreach (var line in answer.Body.TrimEnd('\n').Split('\n'))
        {
            if (Regex.Match(line, "^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) .+$") is { Success: true } comment)
            {
                (comment.Groups[1].Value == "HELP" || family == comment.Groups[2].Value).ShouldBeTrue("HELP comes before TYPE.");
                family = comment.Groups[2].Value;
                continue;
            }

            line.ShouldMatch(
                $"^{family}({{[a-zA-Z_][a-zA-Z0-9_]*=\"([^\"\\\\\n]|\\\\.)*\"(,[a-zA-Z_][a-zA-Z0-9_]*=\"([^\"\\\\\n]|\\\\.)*\")*}})? "
                    + "[-+]?[0-9.eE+-]+$");
            samples.Add(line.Split(' ')[0]).ShouldBeTrue($"'{line}' is there twice.");
        }

        samples.ShouldNotBeEmpty();
    }

    [Test]
    public async Task A_path_of_metrics_takes_only_GET_and_HEAD(CancellationToken cancellationToken)
    {
        await using var site = await StartMeasuredAsync();

        var head = await site.AskAsync("HEAD /metrics HTTP/1.1\r\nHost: a.test\r\n\r\n", cancellationToken);
        var post = await site.AskAsync("POST /metrics HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n", cancellationToken);

        (head.Status, post.Status).ShouldBe((200, 405));
    }

    [TestCase("/files/metrics", "is a URL of uploads, which are below '/files/'")]
    [TestCase("/FILES", "is a URL of uploads")]
    [TestCase("metrics", "is not a path for metrics or health")]
    [TestCase("/", "is not a path for metrics or health")]
    [TestCase("/health/ready", "is the path of the metrics and of an answer about health")]
    public async Task A_path_that_collides_is_refused(string path, string says)
    {
        var refused = await Should.ThrowAsync<UploadServerException>(async () =>
        {
            await using var site = await StartAsync(server: options => options with { MetricsPath = path, HealthPath = "/health" });
        });

        refused.Message.ShouldContain(says);
    }

    // Uploads at the root leave no path free; the names of the server's own answers are none that it gives to an upload.
    [Test]
    public async Task Metrics_have_their_path_beside_uploads_at_the_root(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(server: options => options with { MetricsPath = "/metrics", BasePath = "/" });

        (await site.AskAsync(Request("POST", "/", "Upload-Length: 5\r\n"), cancellationToken)).Status.ShouldBe(201);
        Lines(await ScrapeAsync(site, cancellationToken), "tusd_uploads_created").ShouldBe(["tusd_uploads_created 1"]);
    }

    private static Task<UploadSite> StartMeasuredAsync(Func<UploadOptions, UploadOptions>? uploads = null) =>
        StartAsync(uploads, options => options with { MetricsPath = "/metrics" });

    private static async Task<string> ScrapeAsync(UploadSite site, CancellationToken cancellationToken)
    {
        var answer = await site.AskAsync("GET /metrics HTTP/1.1\r\nHost: a.test\r\n\r\n", cancellationToken);
        answer.Status.ShouldBe(200);
        return answer.Body;
    }

    private static IEnumerable<string> Lines(string text, string start) =>
        text.Split('\n').Where(line => line.StartsWith(start, StringComparison.Ordinal));
}
