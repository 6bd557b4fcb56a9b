using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Chaos.Toxiproxy.Server;

/// <summary>One HTTP request: path and method to the API, its answer to the wire.</summary>
internal sealed class Endpoint(Api api)
{
    public async Task HandleAsync(HttpContext context)
    {
        var answer = await AnswerAsync(context);
        var response = context.Response;
        response.StatusCode = answer.Status;
        if (answer.Body.IsEmpty)
        {
            // 204 has no length; an empty 405 says so.
            response.ContentLength = answer.Status == StatusCodes.Status204NoContent ? null : 0;
            return;
        }

        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private async Task<ApiAnswer> AnswerAsync(HttpContext context)
    {
        if (api.Find(Path(context)) is not { } handlers)
        {
            return ApiAnswer.NotFound;
        }

        if (!handlers.TryGetValue(context.Request.Method, out var handler))
        {
            return ApiAnswer.MethodNotAllowed;
        }

        // Twenty characters of base32hex there, of which hexadecimal digits are a part.
        context.Response.Headers["X-Toxiproxy-Request-Id"] = Guid.NewGuid().ToString("N")[..20];
        if (BrowserRule.Refuses(context.Request) is { } refusal)
        {
            return ApiAnswer.Error(StatusCodes.Status403Forbidden, refusal);
        }

        try
        {
            return await handler(await BodyAsync(context), context.RequestAborted);
        }
        catch (ApiErrorException error)
        {
            return ApiAnswer.Error(error.Status, error.Message);
        }
    }

    // Split before decoding, so that a name with %2F stays one segment. An empty segment names no resource.
    private static string[] Path(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        string[] segments = target.Split('?', 2)[0].Split('/');
        return segments[0].Length == 0 && !segments.Skip(1).Contains("") ? [.. segments.Skip(1).Select(Uri.UnescapeDataString)] : [];
    }

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }
}
