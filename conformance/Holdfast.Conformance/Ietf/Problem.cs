using System.Text.Json;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf;

/// <summary>A problem document (RFC 9457) in an answer.</summary>
internal sealed class Problem
{
    private const string MediaType = "application/problem+json";

    private readonly JsonElement _members;

    private Problem(JsonElement members) => _members = members;

    /// <summary>The problem's type; without one it says no more than the status.</summary>
    public string? Type =>
        _members.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    /// <summary>Reads the body of an answer; <see langword="null"/> when it is no problem document.</summary>
    public static Problem? Of(Exchange answer)
    {
        if (answer.Response is not { Complete: true } response
            || answer["Content-Type"]?.StartsWith(MediaType, StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(response.Body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? new Problem(document.RootElement.Clone()) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A member as it is written, or <c>absent</c>.</summary>
    public string Member(string name) => _members.TryGetProperty(name, out var value) ? value.GetRawText() : "absent";
}
