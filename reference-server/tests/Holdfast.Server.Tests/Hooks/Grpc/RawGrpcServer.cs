using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Holdfast.Server.Tests.Hooks.Grpc;

/// <summary>
/// A server of HTTP/2 that knows nothing of gRPC: it keeps the bytes of each call, and answers with the bytes of the test.
/// </summary>
internal sealed class RawGrpcServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private RawGrpcServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        _application = builder.Build();
        _application.Run(ServeAsync);
    }

    /// <summary>The path, the fields and the content of each call.</summary>
    public ConcurrentQueue<(string Path, Dictionary<string, string> Fields, byte[] Content)> Calls { get; } = [];

    /// <summary>Writes the content of the response, which already has gRPC's fields; its trailer says that all went well.</summary>
    public Func<HttpContext, Task> Answers { get; set; } = context => SendAsync(context, new ProtoFields());

    public string Target => $"127.0.0.1:{new Uri(_application.Urls.Single()).Port}";

    public static async Task<RawGrpcServer> StartAsync()
    {
        var server = new RawGrpcServer();
        await server._application.StartAsync();
        return server;
    }

    public static Task SendAsync(HttpContext context, ProtoFields message) => SendAsync(context, ProtoFields.Framed(message.ToBytes()));

    public static Task SendAsync(HttpContext context, byte[] bytes) => context.Response.Body.WriteAsync(bytes).AsTask();

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        using var content = new MemoryStream();
        await context.Request.Body.CopyToAsync(content, context.RequestAborted);
        var fields = context.Request.Headers.ToDictionary(field => field.Key, field => field.Value.ToString());
        Calls.Enqueue((context.Request.Path, fields, content.ToArray()));
        context.Response.ContentType = "application/grpc";
        context.Response.DeclareTrailer("grpc-status");
        await Answers(context);
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
