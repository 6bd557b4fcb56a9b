using Holdfast.Cli.Tests.Cluster;
using static Holdfast.Cli.Tests.Serving.ServingCommand;

namespace Holdfast.Cli.Tests.Serving;

/// <summary>The metrics of a server that keeps uploads on S3.</summary>
[CancelAfter(120_000)]
public sealed class ServeMetricsTests
{
    [Test]
    public async Task Calls_to_S3_are_measured_under_tusds_names(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        await using var bucket = await Bucket.CreateAsync(onOwnGateway: false, cancellationToken);
        using var serving = await StartAsync(directory, Bucket.Environment, cancellationToken, bucket.Flags);
        var path = await serving.CreateAsync(600_000, cancellationToken);
        await serving.AskAsync(Patch(path, 0, 300_000) + new string('x', 300_000), cancellationToken);
        (await serving.AskAsync(Patch(path, 300_000, 300_000) + new string('y', 300_000), cancellationToken)).Offset.ShouldBe(600_000);

        var metrics = (await serving.AskAsync("GET /metrics HTTP/1.1\r\nHost: a.test\r\n\r\n", cancellationToken)).Body.Split('\n');

        metrics.ShouldContain("# TYPE tusd_s3_request_duration_ms summary");
        metrics.ShouldContain("# TYPE tusd_s3_disk_write_duration_ms summary");
        metrics.ShouldContain("# TYPE tusd_s3_upload_semaphore_demand gauge");
        metrics.ShouldContain("tusd_s3_upload_semaphore_demand 0");
        metrics.ShouldContain("tusd_s3_upload_semaphore_limit 10");
        foreach (var operation in new[]
        {
            "create_multipart_upload", "put_info_object", "get_info_object", "list_parts", "head_part_object", "put_part_object",
            "get_part_object", "upload_part", "complete_multipart_upload", "delete_part_object",
        })
        {
            metrics.ShouldContain(
                line => line.StartsWith($"tusd_s3_request_duration_ms_count{{operation=\"{operation}\"}} ", StringComparison.Ordinal));
            foreach (var quantile in new[] { "0.5", "0.9", "0.99" })
            {
                var start = $"tusd_s3_request_duration_ms{{operation=\"{operation}\",quantile=\"{quantile}\"}} ";
                IsPositive(metrics.Single(line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..]).ShouldBeTrue(start);
            }
        }

        metrics.ShouldContain(line => line.StartsWith("tusd_s3_disk_write_duration_ms_count ", StringComparison.Ordinal));
    }

    private static bool IsPositive(string value) =>
        double.Parse(value, System.Globalization.CultureInfo.InvariantCulture) is > 0 and < 100_000;
}
