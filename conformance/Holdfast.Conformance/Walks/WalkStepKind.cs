using System.Text.Json.Serialization;

namespace Holdfast.Conformance.Walks;

/// <summary>The action of a client in one step of a walk.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WalkStepKind>))]
public enum WalkStepKind
{
    /// <summary>Makes the upload, perhaps with its first bytes.</summary>
    [JsonStringEnumMemberName("create")]
    Create,

    /// <summary>Appends at the last reported offset.</summary>
    [JsonStringEnumMemberName("append")]
    Append,

    /// <summary>Retrieves the offset, repeatedly while the upload is busy.</summary>
    [JsonStringEnumMemberName("head")]
    Head,

    /// <summary>Downloads the content.</summary>
    [JsonStringEnumMemberName("get")]
    Get,

    /// <summary>Terminates the upload.</summary>
    [JsonStringEnumMemberName("delete")]
    Delete,

    /// <summary>Sends the rest of the transfer that this client left stalled, and reads its answer.</summary>
    [JsonStringEnumMemberName("revive")]
    Revive,

    /// <summary>
    /// Finishes the upload as a correct client does: retrieves the offset and appends from there, repeatedly while it is refused.
    /// </summary>
    [JsonStringEnumMemberName("finish")]
    Finish,
}
