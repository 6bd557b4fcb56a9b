using System.Text.Json.Serialization;

namespace Holdfast.Conformance.Requirements;

/// <summary>The role that a requirement binds.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Role>))]
public enum Role
{
    /// <summary>The server.</summary>
    [JsonStringEnumMemberName("server")]
    Server,

    /// <summary>The client.</summary>
    [JsonStringEnumMemberName("client")]
    Client,

    /// <summary>Both.</summary>
    [JsonStringEnumMemberName("both")]
    Both,

    /// <summary>An intermediary.</summary>
    [JsonStringEnumMemberName("intermediary")]
    Intermediary,
}
