using System.Text.Json.Serialization;

namespace Holdfast.Reports.Results;

/// <summary>The kind of subject.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SubjectKind>))]
public enum SubjectKind
{
    /// <summary>An upload server.</summary>
    [JsonStringEnumMemberName("server")]
    Server,

    /// <summary>An upload client.</summary>
    [JsonStringEnumMemberName("client")]
    Client,
}
