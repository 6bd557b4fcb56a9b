namespace Holdfast.Client.Exchanges;

/// <summary>A request that is to be sent.</summary>
internal sealed record UploadCall(HttpMethod Method, Uri Url)
{
    /// <summary>The protocol's own header fields, which every origin gets.</summary>
    public IReadOnlyList<(string Name, string Value)> Fields { get; init; } = [];

    /// <summary>The content; null for none.</summary>
    public UploadBody? Body { get; init; }

    /// <summary>The media type of the content, of empty content, too; null for none.</summary>
    public string? ContentType { get; init; }

    /// <summary>The longest wait for the response, once all is sent.</summary>
    public required TimeSpan Patience { get; init; }

    /// <summary>Whether to wait for 100 before the content is sent (RFC 9110, 10.1.1).</summary>
    public bool ExpectsContinue { get; init; }

    /// <summary>Called with each interim response but 100.</summary>
    public Action<ResponseHead> Interim { get; init; } = _ => { };

    /// <summary>Stops the request before its end.</summary>
    public CancellationToken Stop { get; init; }
}
