using Holdfast.Server.S3.Tests.Rigs;
using Microsoft.Extensions.Logging;
using static Holdfast.Server.S3.Tests.Rigs.Uploads;

namespace Holdfast.Server.S3.Tests.Stores;

/// <summary>The log of calls (tusd: <c>-s3-log-api-calls</c>).</summary>
public sealed class CallLogTests : BucketTests
{
    [Test]
    public async Task Each_call_is_logged_with_its_operation_key_and_status_and_without_contents_and_secrets()
    {
        var lines = new Lines();
        using var client = (TestBucket.Connection(Bucket.Endpoint) with { CallLogger = lines }).CreateClient();
        using var store = new S3UploadStore(client, new S3StoreOptions { Bucket = Bucket.Name, DisableChunkEncoding = Gateway.IsSwift });

        var upload = await store.AppendAsync(await store.CreateAsync(700), "some content"u8.ToArray());
        await store.GetInfoAsync("nothing+here", default);

        lines.All.ShouldContain(line => line.StartsWith($"S3 InitiateMultipartUpload of '{upload.ObjectId()}': 200 in "));
        lines.All.ShouldContain(line => line.StartsWith($"S3 PutObject of '{upload.ObjectId()}.info': 200 in "));
        lines.All.ShouldContain(line => line.StartsWith($"S3 PutObject of '{upload.ObjectId()}.part': 200 in "));
        lines.All.ShouldContain(line => line.StartsWith("S3 GetObject of 'nothing.info' failed after "));
        lines.All.ShouldAllBe(line => !line.Contains("some content") && !line.Contains(CephSecret) && !line.Contains("Signature"));
    }

    private const string CephSecret = Cli.Check.Ceph.CephGateway.SecretKey;

    private sealed class Lines : ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> All
        {
            get
            {
                lock (_lines)
                {
                    return [.. _lines];
                }
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
            {
                _lines.Add(formatter(state, exception));
            }
        }
    }
}
