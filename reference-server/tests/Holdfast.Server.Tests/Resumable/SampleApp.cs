using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Security.Claims;
using System.Text;
using System.Threading.Channels;
using Holdfast.Server.Interim;
using Holdfast.Server.Resumable;
using Holdfast.Server.Stores.FileStore;
using Holdfast.Server.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Server.Tests.Resumable;

/// <summary>A user's application with one minimal API that reads <c>Request.Body</c>, and the one line that makes it resumable.</summary>
internal sealed class SampleApp : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SemaphoreSlim _left = new(0);
    private WebApplication _application = null!;

    /// <summary>The requests that the endpoint received, call by call.</summary>
    public ConcurrentQueue<Call> Calls { get; } = [];

    /// <summary>The bytes that the other endpoints read, as they arrive.</summary>
    public Channel<string> Arrived { get; } = Channel.CreateUnbounded<string>();

    /// <summary>The endpoint's action when it has read its request.</summary>
    public Func<HttpContext, Call, Task> Answer { get; set; } = async (context, call) =>
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "text/plain";
        var text = $"{call.Name} has {call.Content.Length} bytes";
        context.Response.ContentLength = text.Length;
        await context.Response.WriteAsync(text);
    };

    public string Directory => _directory.FullName;

    public Uri Http1 => new(_application.Urls.First());

    public Uri Http2 => new(_application.Urls.Last());

    public static async Task<SampleApp> StartAsync(
        Func<ResumableUploadOptions, ResumableUploadOptions>? change = null, bool inMemory = false)
    {
        var app = new SampleApp();
        await app.RestartAsync(change, inMemory);
        return app;
    }

    public async Task RestartAsync(Func<ResumableUploadOptions, ResumableUploadOptions>? change = null, bool inMemory = false)
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        _ = inMemory ? builder.WebHost.UseTestServer() : builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => Speak(listen, HttpProtocols.Http1));
            kestrel.Listen(IPAddress.Loopback, 0, listen => Speak(listen, HttpProtocols.Http2));
        });
        builder.Services.AddRoutingCore().KeepArrivedBytes();
        _application = builder.Build();
        var options = new ResumableUploadOptions { Store = new FileUploadStore(Directory) };
        _application.Use(Authenticate);
        _application.UseResumableUploads(change?.Invoke(options) ?? options);
        _application.MapPost("/reports/{name}", TakeAsync);
        _application.MapPost("/live", FollowAsync);
        _application.MapPost("/forms", ReadFormAsync);
        _application.MapPost("/json", (Dictionary<string, string> bound) => Arrived.Writer.WriteAsync(bound["title"]));
        _application.MapPost("/pipe", async (PipeReader bound) => await Arrived.Writer.WriteAsync(
            Encoding.ASCII.GetString((await bound.ReadAtLeastAsync(int.MaxValue)).Buffer)));
        await _application.StartAsync();
    }

    /// <summary>Waits until the host has noticed that a client went away while it was answered.</summary>
    public Task ClientLeftAsync(CancellationToken cancellationToken) => _left.WaitAsync(cancellationToken);

    public HttpClient NewInMemoryClient() => _application.GetTestClient();

    public async Task<WireResponse> AskAsync(string request, CancellationToken cancellationToken)
    {
        using var connection = await WireConnection.OpenAsync(Http1, cancellationToken);
        await connection.SendAsync(request, cancellationToken);
        return await Draft.FinalAsync(connection, cancellationToken, request.StartsWith("HEAD ", StringComparison.Ordinal));
    }

    /// <summary>Creates an upload carefully, with its first content, and gives its path.</summary>
    public async Task<string> CreateAsync(
        Draft draft, string content, CancellationToken cancellationToken, string headers = "", string path = "/reports/may")
    {
        var created = await AskAsync(draft.Creation(isComplete: false, content, headers, path: path), cancellationToken);
        (created.Status, draft.IsComplete(created)).ShouldBe((201, false));
        return created["Location"].ShouldNotBeNull();
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _directory.Dispose();
        _left.Dispose();
    }

    private async Task TakeAsync(string name, HttpContext context)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.Body);
        var call = new Call(name, request.Method, request.Path + request.QueryString, request.ContentLength, await reader.ReadToEndAsync())
        {
            Headers = request.Headers.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        };
        Calls.Enqueue(call);
        await Answer(context, call);
    }

    private async Task FollowAsync(HttpContext context)
    {
        var buffer = new byte[16];
        while (await context.Request.Body.ReadAsync(buffer) is > 0 and var count)
        {
            await Arrived.Writer.WriteAsync(Encoding.ASCII.GetString(buffer, 0, count));
        }
    }

    private async Task ReadFormAsync(HttpContext context)
    {
        var file = (await context.Request.ReadFormAsync()).Files.Single();
        await Arrived.Writer.WriteAsync($"{file.FileName} has {file.Length} bytes");
    }

    // Every client is authenticated by the name that it sends.
    private Task Authenticate(HttpContext context, RequestDelegate next)
    {
        context.RequestAborted.Register(() => _left.Release());
        if (context.Request.Headers.Authorization.ToString() is { Length: > 0 } name)
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, name)], "test"));
        }

        return next(context);
    }

    private static void Speak(ListenOptions listen, HttpProtocols protocols)
    {
        listen.Protocols = protocols;
        listen.UseInterimResponses();
    }
}
