using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Server.Ietf;

/// <summary>A problem document (RFC 9457). Without a type it is of <c>about:blank</c>, and its title is the status in words.</summary>
internal sealed record Problem
{
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    [JsonPropertyName("title")]
    public required string Title { get; init; }

    [JsonPropertyName("status")]
    public required int Status { get; init; }

    [JsonPropertyName("detail")]
    public required string Detail { get; init; }

    [JsonPropertyName("expected-offset")]
    public long? ExpectedOffset { get; init; }

    [JsonPropertyName("provided-offset")]
    public long? ProvidedOffset { get; init; }

    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, ProblemJson.Default.Problem);
}
