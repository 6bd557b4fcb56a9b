using System.Collections.Concurrent;
using Holdfast.Conformance.Targets;
using Holdfast.Server.Core;
using Holdfast.Server.Hosting;
using Holdfast.Server.Stores.FileStore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Cli.Tests.Fairness;

/// <summary>The reference server with a rule for the length of chunks, as hosted services have one.</summary>
internal sealed class ChunkRuleServer(ChunkRule rule) : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private UploadServer? _server;

    public Uri Url => _server!.Url;

    /// <summary>The chunks that broke the rule.</summary>
    public ConcurrentQueue<string> Refused { get; } = [];

    private FileUploadStore Store => new(_directory.FullName);

    public async Task StartAsync(CancellationToken cancellationToken) => _server = await UploadServer.StartAsync(
        new UploadServerOptions
        {
            Host = "127.0.0.1",
            Port = 0,
            Configure = Enforce,
            Uploads = new UploadOptions
            {
                Store = Store, MaxSize = 1L << 40, NetworkTimeout = TimeSpan.FromSeconds(2),
                Expiration = new ExpirationOptions { Unfinished = TimeSpan.FromDays(1) },
            },
        },
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _directory.Dispose();
    }

    private void Enforce(IApplicationBuilder application) => application.Use(async (context, next) =>
    {
        if (await BreaksAsync(context.Request))
        {
            Refused.Enqueue(
                $"{context.Request.Method} of {context.Request.ContentLength} bytes at {context.Request.Headers["Upload-Offset"]}");
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            context.Response.Headers["Tus-Resumable"] = "1.0.0";
            return;
        }

        await next(context);
    });

    // Only what a correct client sends: a PATCH that is wrong in another way gets the answer that tus has for it.
    private async Task<bool> BreaksAsync(HttpRequest request)
    {
        if (request.Method != "PATCH" || request.ContentLength is not { } bytes
            || !long.TryParse(request.Headers["Upload-Offset"], out var offset))
        {
            return false;
        }

        var upload = await Store.GetInfoAsync(request.Path.Value!.Split('/')[^1], request.HttpContext.RequestAborted);
        var length = upload?.Length ?? (long.TryParse(request.Headers["Upload-Length"], out var declared) ? declared : null);
        return upload?.Offset == offset && (length is null || bytes < length - offset) && !rule.Allows(bytes);
    }
}
