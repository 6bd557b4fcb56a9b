using System.Text.Json.Serialization;

namespace Holdfast.Conformance.Requirements;

/// <summary>The strength of a specification's demand.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Level>))]
public enum Level
{
    /// <summary>RFC 2119 MUST.</summary>
    [JsonStringEnumMemberName("MUST")]
    Must,

    /// <summary>RFC 2119 MUST NOT.</summary>
    [JsonStringEnumMemberName("MUST NOT")]
    MustNot,

    /// <summary>RFC 2119 SHALL NOT.</summary>
    [JsonStringEnumMemberName("SHALL NOT")]
    ShallNot,

    /// <summary>RFC 2119 SHOULD.</summary>
    [JsonStringEnumMemberName("SHOULD")]
    Should,

    /// <summary>RFC 2119 SHOULD NOT.</summary>
    [JsonStringEnumMemberName("SHOULD NOT")]
    ShouldNot,

    /// <summary>RFC 2119 MAY.</summary>
    [JsonStringEnumMemberName("MAY")]
    May,

    /// <summary>A consequence of the text, without its own keyword.</summary>
    [JsonStringEnumMemberName("IMPLIED")]
    Implied,

    /// <summary>Not in the specification: sensible behaviour where the specification leaves it open.</summary>
    [JsonStringEnumMemberName("ROBUSTNESS")]
    Robustness,

    /// <summary>Stated by a supporting document only.</summary>
    [JsonStringEnumMemberName("EVIDENCE")]
    Evidence,

    /// <summary>The text says that it is undefined.</summary>
    [JsonStringEnumMemberName("UNDEFINED")]
    Undefined,
}
