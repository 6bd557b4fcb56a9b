using Holdfast.Chaos.Metrics;
using Holdfast.Chaos.Toxiproxy.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Chaos.Toxiproxy.Server;

/// <summary>Handles an HTTP request: calls the API for its path and method, and writes the answer.</summary>
internal sealed class Endpoint(Api api, MetricsPage metrics, AccessRule access, TimeProvider time)
{
    // Toxiproxy's limit for the body of a request.
    private static readonly TimeSpan LongestBody = TimeSpan.FromSeconds(15);

    public async Task HandleAsync(HttpContext context)
    {
        var answer = await AnswerAsync(context);
        var response = context.Response;
        response.StatusCode = answer.Status;
        if (answer.Body.IsEmpty)
        {
            // A 204 has no Content-Length; an empty 405 has one of 0.
            response.ContentLength = answer.Status == StatusCodes.Status204NoContent ? null : 0;
            return;
        }

        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        if (context.Request.Method != "HEAD")
        {
            await response.Body.WriteAsync(answer.Body, context.RequestAborted);
        }
    }

    private async Task<ApiAnswer> AnswerAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (CleanPath.Of(target) is { } clean)
        {
            context.Response.Headers.Location = clean;
            return ApiAnswer.MovedPermanently;
        }

        var path = Path(target);
        if (metrics.Exists && path is ["metrics"])
        {
            return Refusal(context) ?? MetricsAnswer.To(context, metrics);
        }

        if (api.Find(path) is not { } handlers)
        {
            return ApiAnswer.NotFound;
        }

        return handlers.TryGetValue(context.Request.Method, out var handler)
            ? Refusal(context) ?? await RunAsync(context, handler)
            : ApiAnswer.MethodNotAllowed;
    }

    private ApiAnswer? Refusal(HttpContext context)
    {
        // Toxiproxy has twenty characters of base32hex, which include the hexadecimal digits.
        context.Response.Headers["X-Toxiproxy-Request-Id"] = Guid.NewGuid().ToString("N")[..20];
        return access.Refuses(context);
    }

    private async Task<ApiAnswer> RunAsync(HttpContext context, ApiHandler handler)
    {
        try
        {
            return await BodyAsync(context) is { } body ? await handler(body, context.RequestAborted) : ApiAnswer.TooSlow;
        }
        catch (ApiErrorException error)
        {
            return ApiAnswer.Error(error.Status, error.Message);
        }
        catch (BadHttpRequestException unfit)
        {
            // Kestrel detects while it reads the body that it is too long or not validly chunked.
            context.Response.Headers.Connection = "close";
            return ApiAnswer.Error(unfit.StatusCode, unfit.Message);
        }
        catch (IOException endless) when (endless.InnerException is OverflowException)
        {
            // Kestrel throws this for a chunk of 2^63 bytes or more.
            context.Response.Headers.Connection = "close";
            return ApiAnswer.Error(StatusCodes.Status400BadRequest, endless.Message);
        }
    }

    // Split before decoding, so that a name with %2F stays one segment. An empty segment names no resource.
    private static string[] Path(string target)
    {
        string[] segments = target.Split('?', 2)[0].Split('/');
        return segments[0].Length == 0 && !segments.Skip(1).Contains("") ? [.. segments.Skip(1).Select(Uri.UnescapeDataString)] : [];
    }

    /// <summary>The body; null if it does not arrive in time.</summary>
    private async Task<ReadOnlyMemory<byte>?> BodyAsync(HttpContext context)
    {
        using var limit = new CancellationTokenSource(LongestBody, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, either.Token);
            return body.ToArray();
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            context.Response.Headers.Connection = "close";
            return null;
        }
    }
}
