using System.Text.Json.Nodes;

namespace Holdfast.Server.Tests.Hooks.Http;

/// <summary>One call of a hook, as it arrives on the wire.</summary>
internal sealed record HookCall(string Head, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string Type => (string)Json[nameof(Type)]!;
}
