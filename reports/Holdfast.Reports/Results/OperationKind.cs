using System.Text.Json.Serialization;

namespace Holdfast.Reports.Results;

/// <summary>The kind of an operation, in terms that tus and the IETF draft share.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OperationKind>))]
public enum OperationKind
{
    /// <summary>Any other request, also bytes that are not a request.</summary>
    [JsonStringEnumMemberName("other")]
    Other,

    /// <summary>Makes an upload, perhaps with its first bytes.</summary>
    [JsonStringEnumMemberName("create")]
    Create,

    /// <summary>Adds bytes at an offset.</summary>
    [JsonStringEnumMemberName("append")]
    Append,

    /// <summary>Retrieves the offset.</summary>
    [JsonStringEnumMemberName("head")]
    Head,

    /// <summary>Downloads the content.</summary>
    [JsonStringEnumMemberName("get")]
    Get,

    /// <summary>Terminates the upload.</summary>
    [JsonStringEnumMemberName("delete")]
    Delete,

    /// <summary>Makes an upload out of others.</summary>
    [JsonStringEnumMemberName("concatenate")]
    Concatenate,
}
