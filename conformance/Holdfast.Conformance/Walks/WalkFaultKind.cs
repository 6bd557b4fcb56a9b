using System.Text.Json.Serialization;

namespace Holdfast.Conformance.Walks;

/// <summary>A fault of the network in a transfer of a walk.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WalkFaultKind>))]
public enum WalkFaultKind
{
    /// <summary>The connection closes after so many bytes of the body.</summary>
    [JsonStringEnumMemberName("close")]
    Close,

    /// <summary>The connection is reset after so many bytes of the body.</summary>
    [JsonStringEnumMemberName("reset")]
    Reset,

    /// <summary>After this many bytes of the body no data passes, and neither side notices it.</summary>
    [JsonStringEnumMemberName("black-hole")]
    BlackHole,

    /// <summary>The client stops sending after this many bytes of the body, until it continues the transfer.</summary>
    [JsonStringEnumMemberName("stall")]
    Stall,

    /// <summary>The request arrives whole, and its answer gets lost.</summary>
    [JsonStringEnumMemberName("lost-answer")]
    LostAnswer,

    /// <summary>The link carries so many thousand bytes a second.</summary>
    [JsonStringEnumMemberName("slow")]
    Slow,

    /// <summary>The link delays everything by so many milliseconds, give or take half.</summary>
    [JsonStringEnumMemberName("latency")]
    Latency,
}
