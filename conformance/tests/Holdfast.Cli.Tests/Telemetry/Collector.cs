using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Holdfast.Cli.Tests.Telemetry;

/// <summary>An OpenTelemetry collector that keeps what it gets, by OTLP/gRPC and by OTLP/HTTP with Protocol Buffers.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _application;

    private Collector(WebApplication application) => _application = application;

    public Uri Url => new(_application.Urls.First());

    public ConcurrentQueue<ReceivedSpan> Spans { get; } = [];

    /// <summary>The sum of each counter by its name, as it was received last.</summary>
    public ConcurrentDictionary<string, long> Sums { get; } = new();

    /// <summary>The header fields of all requests.</summary>
    public ConcurrentQueue<string> Fields { get; } = [];

    public static async Task<Collector> StartAsync(bool grpc, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.Protocols = grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var application = builder.Build();
        var collector = new Collector(application);
        application.Run(collector.AnswerAsync);
        await application.StartAsync(cancellationToken);
        return collector;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var content = new MemoryStream();
        await context.Request.Body.CopyToAsync(content, context.RequestAborted);
        foreach (var field in context.Request.Headers)
        {
            Fields.Enqueue($"{field.Key.ToLowerInvariant()}: {field.Value}");
        }

        if (context.Request.Path.StartsWithSegments("/opentelemetry.proto.collector.trace.v1.TraceService")
            || context.Request.Path.StartsWithSegments("/opentelemetry.proto.collector.metrics.v1.MetricsService"))
        {
            // gRPC over HTTP/2, Length-Prefixed-Message: a flag of compression and the length come before the message.
            var framed = content.ToArray();
            framed[0].ShouldBe((byte)0);
            var length = BinaryPrimitives.ReadInt32BigEndian(framed.AsSpan(1));
            Take(context.Request.Path, ProtobufMessage.Parse(framed.AsMemory(5, length)));
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[5], context.RequestAborted);
            context.Response.AppendTrailer("grpc-status", "0");
            return;
        }

        context.Request.ContentType.ShouldBe("application/x-protobuf");
        Take(context.Request.Path, ProtobufMessage.Parse(content.ToArray()));
        context.Response.ContentType = "application/x-protobuf";
    }

    private void Take(string path, ProtobufMessage message)
    {
        if (path is "/v1/traces" or "/opentelemetry.proto.collector.trace.v1.TraceService/Export")
        {
            TakeSpans(message);
        }
        else if (path is "/v1/metrics" or "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export")
        {
            TakeMetrics(message);
        }
    }

    private void TakeSpans(ProtobufMessage request)
    {
        foreach (var ofResource in request.Messages(1))
        {
            var service = ReceivedSpan.AttributesOf(ofResource.Messages(1).Single(), 1)["service.name"];
            foreach (var span in ofResource.Messages(2).SelectMany(scope => scope.Messages(2)))
            {
                Spans.Enqueue(ReceivedSpan.Of(service, span));
            }
        }
    }

    // metrics.proto: Metric has its name as 1 and a sum as 7; NumberDataPoint has an integer as 6.
    private void TakeMetrics(ProtobufMessage request)
    {
        foreach (var metric in request.Messages(1).SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2)))
        {
            if (metric.Messages(7).FirstOrDefault() is { } sum)
            {
                Sums[metric.Text(1)] = sum.Messages(1).Sum(point => point.Number(6));
            }
        }
    }
}
