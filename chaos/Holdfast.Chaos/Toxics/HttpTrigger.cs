namespace Holdfast.Chaos;

/// <summary>When a fault strikes: a moment, a filter, and which of the matching messages.</summary>
public sealed record HttpTrigger
{
    /// <summary>The moment within the exchange.</summary>
    public HttpMoment Moment { get; init; }

    /// <summary>
    /// For the two moments within a body: the bytes of content that pass before (chunk framing does not count). A shorter
    /// body counts as a match, but is not struck.
    /// </summary>
    public long Bytes { get; init; }

    /// <summary>The request's method, in its exact case; null: any.</summary>
    public string? Method { get; init; }

    /// <summary>The path of the request's target without its query, where <c>*</c> stands for any text; null: any.</summary>
    public string? Path { get; init; }

    /// <summary>
    /// For moments of the response: its status; null: any final one. Interim responses match only by their status.
    /// </summary>
    public int? Status { get; init; }

    /// <summary>
    /// Which match is struck, counted from 1 over all connections of the proxy since the fault was added; 0: each. Thus by
    /// default a fault strikes once, and the client's next attempt passes.
    /// </summary>
    public int Nth { get; init; } = 1;

    /// <summary>When the request's head has arrived and nothing has passed.</summary>
    public static HttpTrigger BeforeRequest(string? method = null, string? path = null) => At(HttpMoment.BeforeRequest, method, path);

    /// <summary>Between the request's head and its body.</summary>
    public static HttpTrigger AfterRequestHead(string? method = null, string? path = null) => At(HttpMoment.AfterRequestHead, method, path);

    /// <summary>After exactly so many bytes of the request's content.</summary>
    public static HttpTrigger AfterRequestBody(long bytes, string? method = null, string? path = null) =>
        At(HttpMoment.AfterRequestBody, method, path) with { Bytes = bytes };

    /// <summary>When the request is complete, before the response's first byte.</summary>
    public static HttpTrigger AfterRequest(string? method = null, string? path = null) => At(HttpMoment.AfterRequest, method, path);

    /// <summary>When the response's head has arrived and nothing of it has passed.</summary>
    public static HttpTrigger BeforeResponse(int? status = null, string? method = null, string? path = null) =>
        At(HttpMoment.BeforeResponse, method, path) with { Status = status };

    /// <summary>Between the response's head and its body.</summary>
    public static HttpTrigger AfterResponseHead(int? status = null, string? method = null, string? path = null) =>
        At(HttpMoment.AfterResponseHead, method, path) with { Status = status };

    /// <summary>After exactly so many bytes of the response's content.</summary>
    public static HttpTrigger AfterResponseBody(long bytes, string? method = null, string? path = null) =>
        At(HttpMoment.AfterResponseBody, method, path) with { Bytes = bytes };

    private static HttpTrigger At(HttpMoment moment, string? method, string? path) =>
        new() { Moment = moment, Method = method, Path = path };
}
