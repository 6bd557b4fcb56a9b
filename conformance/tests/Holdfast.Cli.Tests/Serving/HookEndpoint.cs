using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Cli.Tests.Serving;

/// <summary>A real hook server on a port of its own, which can go away and come back.</summary>
internal sealed class HookEndpoint : IAsyncDisposable
{
    private readonly ConcurrentQueue<JsonNode> _calls = [];
    private WebApplication? _server;

    /// <summary>Its URL, whether it is there or not.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Which calls it takes; it answers the others with 503.</summary>
    public Func<bool> Takes { get; set; } = () => true;

    /// <summary>All calls that it took, in order.</summary>
    public IReadOnlyCollection<JsonNode> Calls => _calls;

    /// <summary>The events that it took, in order, each once, however often it was delivered.</summary>
    public IReadOnlyList<JsonNode> Events => [.. _calls.DistinctBy(call => (string?)call["EventID"])];

    public static async Task<HookEndpoint> StartAsync(CancellationToken cancellationToken)
    {
        var endpoint = new HookEndpoint();
        await endpoint.ComeAsync(cancellationToken);
        return endpoint;
    }

    /// <summary>Listens, on the same port as before.</summary>
    public async Task ComeAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, Url.Port));
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.Run(AnswerAsync);
        await _server.StartAsync(cancellationToken);
        Url = new Uri(_server.Urls.First());
    }

    /// <summary>Refuses connections from now on.</summary>
    public async Task GoAsync()
    {
        await (_server?.DisposeAsync() ?? default);
        _server = null;
    }

    /// <summary>The events of one upload, as <c>TYPE OFFSET</c>.</summary>
    public IReadOnlyList<string> Of(string path) => [.. Events.Where(call => Id(call) == path.Split('/')[^1]).Select(Line)];

    /// <summary>Waits until it took an event of an upload.</summary>
    public async Task TakesAsync(string path, string line, CancellationToken cancellationToken)
    {
        while (!Of(path).Contains(line))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync() => await GoAsync();

    /// <summary>The id of the upload.</summary>
    public static string Id(JsonNode call) => (string)call["Event"]!["Upload"]!["ID"]!;

    private static string Line(JsonNode call) => $"{call["Type"]} {call["Event"]!["Upload"]!["Offset"]}";

    private async Task AnswerAsync(HttpContext context)
    {
        var call = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)).ShouldNotBeNull();
        var takes = Takes();
        if (takes)
        {
            _calls.Enqueue(call);
        }

        context.Response.StatusCode = takes ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("{}");
    }
}
