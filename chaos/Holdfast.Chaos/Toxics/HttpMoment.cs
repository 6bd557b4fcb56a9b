namespace Holdfast.Chaos;

/// <summary>The moments in an exchange at which an HTTP fault can be applied; <c>docs/chaos.md</c> has a diagram.</summary>
public enum HttpMoment
{
    /// <summary>The request's head has arrived at the proxy, and nothing of it has passed.</summary>
    BeforeRequest,

    /// <summary>The request's head has passed, and nothing of its body.</summary>
    AfterRequestHead,

    /// <summary>Exactly <see cref="HttpTrigger.Bytes"/> bytes of the request's content have passed.</summary>
    AfterRequestBody,

    /// <summary>The whole request has passed, and nothing of the response.</summary>
    AfterRequest,

    /// <summary>The response's head has arrived at the proxy, and nothing of it has passed.</summary>
    BeforeResponse,

    /// <summary>The response's head has passed, and nothing of its body.</summary>
    AfterResponseHead,

    /// <summary>Exactly <see cref="HttpTrigger.Bytes"/> bytes of the response's content have passed.</summary>
    AfterResponseBody,
}
