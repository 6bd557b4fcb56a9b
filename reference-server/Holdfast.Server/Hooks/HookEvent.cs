using System.Text.Json.Serialization;

namespace Holdfast.Server.Hooks;

/// <summary>An upload, and the request that led to an event.</summary>
public sealed record HookEvent
{
    /// <summary>The upload as it is at the event.</summary>
    public required HookUpload Upload { get; init; }

    /// <summary>The request that led to it; empty when none did, as when an upload expires.</summary>
    [JsonPropertyName("HTTPRequest")]
    public required HookHttpRequest HttpRequest { get; init; }
}
