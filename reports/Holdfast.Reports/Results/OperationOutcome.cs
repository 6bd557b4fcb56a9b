using System.Text.Json.Serialization;

namespace Holdfast.Reports.Results;

/// <summary>The outcome of an operation, as far as the client can know.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OperationOutcome>))]
public enum OperationOutcome
{
    /// <summary>
    /// There was no response: the operation may have had its full effect, a part of it, or none, and may still have it later.
    /// </summary>
    [JsonStringEnumMemberName("info")]
    Info,

    /// <summary>A 2xx status.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>Any other final status.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,
}
