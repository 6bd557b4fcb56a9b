using System.Text.Json.Serialization;

namespace Holdfast.Reports.Results;

/// <summary>The verdict on a check or a case.</summary>
/// <remarks>
/// Severity comes from the requirement's RFC 2119 keyword: a broken MUST is <see cref="Fail"/>, a broken SHOULD is <see cref="Warn"/>. The
/// order of the members is the order of <see cref="VerdictExtensions.Worst"/>, mildest first.
/// </remarks>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>A fact was recorded; nothing was judged.</summary>
    [JsonStringEnumMemberName("observe")]
    Observe,

    /// <summary>The demanded behaviour was seen.</summary>
    [JsonStringEnumMemberName("pass")]
    Pass,

    /// <summary>The target does not offer the capability. Never green: nothing was proven.</summary>
    [JsonStringEnumMemberName("unsupported")]
    Unsupported,

    /// <summary>A SHOULD or SHOULD NOT was broken.</summary>
    [JsonStringEnumMemberName("warn")]
    Warn,

    /// <summary>The outcome is unknown; it may have been either. Dominates <see cref="Pass"/>.</summary>
    [JsonStringEnumMemberName("inconclusive")]
    Inconclusive,

    /// <summary>Holdfast itself failed; nothing is said about the target.</summary>
    [JsonStringEnumMemberName("harness")]
    Harness,

    /// <summary>A MUST or MUST NOT was broken.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,
}
