using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Server.Hooks;

/// <summary>
/// A hook's response; its JSON is tusd's. Members have an effect only on the events that they name. Nothing set means: go on.
/// </summary>
public sealed record HookResponse
{
    /// <summary>A response that changes nothing.</summary>
    public static HookResponse None { get; } = new();

    /// <summary>
    /// Additions to the response to the client: for pre-create, pre-finish, pre-terminate and pre-access, and for post-receive with
    /// <see cref="StopUpload"/>.
    /// </summary>
    [JsonPropertyName("HTTPResponse")]
    public HookHttpResponse? HttpResponse { get; init; }

    /// <summary>For pre-create: the upload is not created.</summary>
    [JsonConverter(typeof(NullAsFalse))]
    public bool RejectUpload { get; init; }

    /// <summary>For pre-terminate: the upload is not removed.</summary>
    [JsonConverter(typeof(NullAsFalse))]
    public bool RejectTermination { get; init; }

    /// <summary>For pre-access: the request is not carried out.</summary>
    [JsonConverter(typeof(NullAsFalse))]
    public bool RejectAccess { get; init; }

    /// <summary>For pre-create: changes to the upload that is created.</summary>
    public HookChanges? ChangeFileInfo { get; init; }

    /// <summary>For post-receive while a body arrives: the request is ended, and the upload removed.</summary>
    [JsonConverter(typeof(NullAsFalse))]
    public bool StopUpload { get; init; }

    /// <summary>The JSON as UTF-8 text.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, HookJson.Default.HookResponse);

    /// <summary>
    /// Reads a response. Names match in any letter case, null is as good as a missing member, and unknown members are ignored, as in tusd.
    /// </summary>
    /// <exception cref="JsonException">It is no JSON object, or a member has another type.</exception>
    public static HookResponse Parse(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, HookJson.Default.HookResponse) ?? None;
}
