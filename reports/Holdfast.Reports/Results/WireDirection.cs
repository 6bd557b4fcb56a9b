using System.Text.Json.Serialization;

namespace Holdfast.Reports.Results;

/// <summary>The side that caused an event on a connection.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WireDirection>))]
public enum WireDirection
{
    /// <summary>The case said something about itself.</summary>
    [JsonStringEnumMemberName("note")]
    Note,

    /// <summary>Holdfast sent it.</summary>
    [JsonStringEnumMemberName("sent")]
    Sent,

    /// <summary>The target sent it.</summary>
    [JsonStringEnumMemberName("received")]
    Received,
}
