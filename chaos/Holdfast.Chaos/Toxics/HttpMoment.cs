namespace Holdfast.Chaos;

/// <summary>Where in an exchange a fault strikes; <c>docs/chaos.md</c> draws them.</summary>
public enum HttpMoment
{
    /// <summary>The request's head has arrived at the proxy, and nothing of it has passed.</summary>
    BeforeRequest,

    /// <summary>The request's head has passed, and nothing of its body.</summary>
    AfterRequestHead,

    /// <summary>Exactly so many bytes of the request's content have passed.</summary>
    AfterRequestBody,

    /// <summary>The whole request has passed, and nothing of the response.</summary>
    AfterRequest,

    /// <summary>The response's head has arrived at the proxy, and nothing of it has passed.</summary>
    BeforeResponse,

    /// <summary>The response's head has passed, and nothing of its body.</summary>
    AfterResponseHead,

    /// <summary>Exactly so many bytes of the response's content have passed.</summary>
    AfterResponseBody,
}
