using System.Text.Json.Serialization;

namespace Holdfast.Reports.Results;

/// <summary>The kind of an operation, in terms that tus and the IETF draft share.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OperationKind>))]
public enum OperationKind
{
    /// <summary>Anything that is none of the others, also bytes that no request was made of.</summary>
    [JsonStringEnumMemberName("other")]
    Other,

    /// <summary>Makes an upload, perhaps with its first bytes.</summary>
    [JsonStringEnumMemberName("create")]
    Create,

    /// <summary>Adds bytes at an offset.</summary>
    [JsonStringEnumMemberName("append")]
    Append,

    /// <summary>Asks for the offset.</summary>
    [JsonStringEnumMemberName("head")]
    Head,

    /// <summary>Asks for the content.</summary>
    [JsonStringEnumMemberName("get")]
    Get,

    /// <summary>Terminates the upload.</summary>
    [JsonStringEnumMemberName("delete")]
    Delete,

    /// <summary>Makes an upload out of others.</summary>
    [JsonStringEnumMemberName("concatenate")]
    Concatenate,
}
