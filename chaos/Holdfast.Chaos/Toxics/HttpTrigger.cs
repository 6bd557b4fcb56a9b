namespace Holdfast.Chaos;

/// <summary>When an HTTP fault is applied: a moment, a filter, and the number of the matching message.</summary>
public sealed record HttpTrigger
{
    /// <summary>The moment within the exchange.</summary>
    public HttpMoment Moment { get; init; }

    /// <summary>
    /// For the two moments within a body: the number of content bytes that pass before, zero or more. Chunk framing does not count. A
    /// shorter body counts as a match, but the fault is not applied to it.
    /// </summary>
    public long Bytes { get; init; }

    /// <summary>The request's method, case-sensitive; null: any.</summary>
    public string? Method { get; init; }

    /// <summary>The path of the request's target without its query, where <c>*</c> stands for any text; null: any.</summary>
    public string? Path { get; init; }

    /// <summary>
    /// For moments of the response: its status; null: any final status. An interim response matches only if its status is given.
    /// </summary>
    public int? Status { get; init; }

    /// <summary>
    /// The number of the match to which the fault is applied, counted from 1 over all connections of the proxy since the fault was added;
    /// 0: every match. By default the fault is applied once, so that the client's next attempt passes.
    /// </summary>
    public int Nth { get; init; } = 1;

    /// <summary>When the head of the request has arrived and nothing of it has passed.</summary>
    public static HttpTrigger BeforeRequest(string? method = null, string? path = null) => At(HttpMoment.BeforeRequest, method, path);

    /// <summary>Between the head and the body of the request.</summary>
    public static HttpTrigger AfterRequestHead(string? method = null, string? path = null) => At(HttpMoment.AfterRequestHead, method, path);

    /// <summary>After exactly <paramref name="bytes"/> bytes of the request's content.</summary>
    public static HttpTrigger AfterRequestBody(long bytes, string? method = null, string? path = null) =>
        At(HttpMoment.AfterRequestBody, method, path) with { Bytes = bytes };

    /// <summary>When the request is complete, before the first byte of the final response.</summary>
    public static HttpTrigger AfterRequest(string? method = null, string? path = null) => At(HttpMoment.AfterRequest, method, path);

    /// <summary>When the head of the response has arrived and nothing of it has passed.</summary>
    public static HttpTrigger BeforeResponse(int? status = null, string? method = null, string? path = null) =>
        At(HttpMoment.BeforeResponse, method, path) with { Status = status };

    /// <summary>Between the head and the body of the response.</summary>
    public static HttpTrigger AfterResponseHead(int? status = null, string? method = null, string? path = null) =>
        At(HttpMoment.AfterResponseHead, method, path) with { Status = status };

    /// <summary>After exactly <paramref name="bytes"/> bytes of the response's content.</summary>
    public static HttpTrigger AfterResponseBody(long bytes, string? method = null, string? path = null) =>
        At(HttpMoment.AfterResponseBody, method, path) with { Bytes = bytes };

    private static HttpTrigger At(HttpMoment moment, string? method, string? path) =>
        new() { Moment = moment, Method = method, Path = path };
}
