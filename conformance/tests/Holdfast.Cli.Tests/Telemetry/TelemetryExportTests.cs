using static Holdfast.Cli.Tests.Serving.ServingCommand;

namespace Holdfast.Cli.Tests.Telemetry;

/// <summary>What <c>holdfast serve</c> sends to an OpenTelemetry collector.</summary>
[CancelAfter(60_000)]
public sealed class TelemetryExportTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string ClientSpan = "b7ad6b7169203331";

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_trace_has_the_request_and_below_it_the_step_the_store_and_the_lock(bool grpc, CancellationToken cancellationToken)
    {
        await using var collector = await Collector.StartAsync(grpc, cancellationToken);
        using var directory = new TemporaryDirectory();
        using var serving = await StartAsync(
            directory, cancellationToken, "-otlp-endpoint", collector.Url.AbsoluteUri, "-otlp-protocol", grpc ? "grpc" : "http/protobuf",
            "-otlp-headers", "x-team=video");
        var path = await serving.CreateAsync(5, cancellationToken);
        await serving.AskAsync(
            Patch(path, 0, 5, $"traceparent: 00-{TraceId}-{ClientSpan}-01\r\nX-Request-ID: 7f0c\r\n") + "hello", cancellationToken);
        (await serving.Process.InterruptAsync(cancellationToken)).ShouldBe(0);

        collector.Spans.ShouldAllBe(span => span.Service == "holdfast");
        var trace = collector.Spans.Where(span => span.TraceId == TraceId).ToList();
        var request = trace.Single(span => span.ParentId == ClientSpan);
        request.ShouldSatisfyAllConditions(
            span => span.Name.ShouldBe("PATCH /files/{**uploadId}"),
            span => span.Kind.ShouldBe(ReceivedSpan.Server),
            span => span.Attributes["upload.id"].ShouldBe(path.Split('/')[^1]),
            span => span.Attributes["http.response.status_code"].ShouldBe("204"),
            span => span.Attributes["http.request.header.x-request-id"].ShouldBe("7f0c"),
            span => span.Attributes["url.path"].ShouldBe(path));
        var below = trace.Where(span => span.ParentId == request.Id).ToList();
        below.Select(span => span.Name).ShouldBe(["lock.acquire", "store.read", "upload.receive", "upload.finish"]);
        trace.Where(span => span.ParentId == below[2].Id).Select(span => span.Name).ShouldBe(["store.append"]);
        trace.Where(span => span.ParentId == below[3].Id).Select(span => span.Name).ShouldBe(["store.finish"]);
        collector.Spans.Where(span => span.Name == "POST /files/{**uploadId}").Single().Attributes["upload.id"]
            .ShouldBe(path.Split('/')[^1], "A creation has its id at its end.");

        collector.Sums["tusd_uploads_created"].ShouldBe(1);
        collector.Sums["tusd_bytes_received"].ShouldBe(5);
        collector.Sums.Keys.ShouldContain("dotnet.gc.collections");
        collector.Fields.ShouldContain("x-team: video");
    }

    [Test]
    public async Task The_variables_of_OpenTelemetry_are_enough(CancellationToken cancellationToken)
    {
        await using var collector = await Collector.StartAsync(grpc: false, cancellationToken);
        using var directory = new TemporaryDirectory();
        using var serving = await StartAsync(
            directory,
            new Dictionary<string, string?>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url.AbsoluteUri, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-team=audio", ["OTEL_SERVICE_NAME"] = "mine",
            },
            cancellationToken, "-otlp-signals", "traces");
        await serving.CreateAsync(5, cancellationToken);
        (await serving.Process.InterruptAsync(cancellationToken)).ShouldBe(0);

        collector.Spans.ShouldNotBeEmpty();
        collector.Spans.ShouldAllBe(span => span.Service == "mine");
        collector.Fields.ShouldContain("x-team: audio");
        collector.Sums.ShouldBeEmpty("Only traces were asked for.");
    }

    // A client that doesn't sample has decided so for its whole trace.
    [Test]
    public async Task A_trace_that_the_client_does_not_sample_is_not_sent(CancellationToken cancellationToken)
    {
        await using var collector = await Collector.StartAsync(grpc: false, cancellationToken);
        using var directory = new TemporaryDirectory();
        using var serving = await StartAsync(
            directory, cancellationToken, "-otlp-endpoint", collector.Url.AbsoluteUri, "-otlp-protocol", "http/protobuf");
        await serving.AskAsync(Request("HEAD", "/files/a", $"traceparent: 00-{TraceId}-{ClientSpan}-00\r\n"), cancellationToken);
        await serving.AskAsync(Request("HEAD", "/files/b", "traceparent: nonsense\r\n"), cancellationToken);
        (await serving.Process.InterruptAsync(cancellationToken)).ShouldBe(0);

        collector.Spans.Where(span => span.Kind == ReceivedSpan.Server).Select(span => span.Attributes["url.path"]).ShouldBe(["/files/b"]);
    }

    [Test]
    public async Task A_collector_that_is_away_keeps_nobody_from_uploading_or_stopping(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var serving = await StartAsync(
            directory, cancellationToken, "-otlp-endpoint", "http://127.0.0.1:9/", "-otlp-protocol", "http/protobuf");

        (await serving.CreateAsync(5, cancellationToken)).ShouldStartWith("/files/");

        (await serving.Process.InterruptAsync(cancellationToken)).ShouldBe(0);
    }

    [TestCase("'localhost:4317' is not a valid URL. '-otlp-endpoint' takes", "-otlp-endpoint=localhost:4317")]
    [TestCase("'http/json' is not a protocol of OTLP. '-otlp-protocol' takes", "-otlp-protocol=http/json")]
    [TestCase("'token' is not a header field. '-otlp-headers' takes", "-otlp-headers=token")]
    [TestCase("'logs' is not a signal. '-otlp-signals' takes", "-otlp-signals=traces,logs")]
    public async Task A_wrong_flag_is_reported(string says, string flag, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var run = await HoldfastCommand.RunAsync(
            cancellationToken, "serve", "-host", "127.0.0.1", "-port", "0", "-upload-dir", directory.FullName, flag);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardError.ShouldContain(says);
    }
}
