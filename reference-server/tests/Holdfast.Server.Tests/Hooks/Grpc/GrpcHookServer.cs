using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Holdfast.Server.Hooks.Grpc.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Server.Tests.Hooks.Grpc;

/// <summary>A hook server on ASP.NET Core's gRPC, over HTTP/2 without TLS or with it.</summary>
internal sealed class GrpcHookServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private GrpcHookServer(Action<KestrelServerOptions> listen)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(listen);
        builder.Services.AddRouting().AddGrpc();
        builder.Services.AddSingleton(this);
        _application = builder.Build();
        _application.MapGrpcService<Handler>();
    }

    /// <summary>All calls so far.</summary>
    public ConcurrentQueue<HookRequest> Calls { get; } = [];

    /// <summary>The metadata of each call.</summary>
    public ConcurrentQueue<Metadata> Metadata { get; } = [];

    public Func<HookRequest, ServerCallContext, Task<HookResponse>> Answers { get; set; } = (_, _) => Task.FromResult(new HookResponse());

    public int Port => new Uri(_application.Urls.Single()).Port;

    public string Target => $"127.0.0.1:{Port}";

    /// <summary>Starts it on TCP.</summary>
    /// <param name="certificate">Its certificate; null for none, without TLS.</param>
    /// <param name="demandsClient">It accepts only clients with a certificate of their own, whichever.</param>
    public static Task<GrpcHookServer> StartAsync(X509Certificate2? certificate = null, bool demandsClient = false) =>
        StartAsync(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificate is not null)
            {
                listen.UseHttps(certificate, https =>
                {
                    https.ClientCertificateMode =
                        demandsClient ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.NoCertificate;
                    https.AllowAnyClientCertificate();
                });
            }
        }));

    /// <summary>Starts it on a Unix socket.</summary>
    public static Task<GrpcHookServer> StartAsync(string socket) =>
        StartAsync(kestrel => kestrel.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http2));

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static async Task<GrpcHookServer> StartAsync(Action<KestrelServerOptions> listen)
    {
        var server = new GrpcHookServer(listen);
        await server._application.StartAsync();
        return server;
    }

    private sealed class Handler(GrpcHookServer server) : HookHandler.HookHandlerBase
    {
        public override Task<HookResponse> InvokeHook(HookRequest request, ServerCallContext context)
        {
            server.Metadata.Enqueue(context.RequestHeaders);
            server.Calls.Enqueue(request);
            return server.Answers(request, context);
        }
    }
}
