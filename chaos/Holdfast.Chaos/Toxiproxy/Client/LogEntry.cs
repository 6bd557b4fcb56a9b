using System.Text.Json.Nodes;
using Holdfast.Chaos.Toxiproxy.Client;

namespace Holdfast.Chaos;

/// <summary>A line of a proxy's log as the API tells it.</summary>
/// <param name="Nanoseconds">Monotonic time of the proxy's machine.</param>
/// <param name="Connection">Counted from 1 in order of acceptance; 0 means the whole proxy.</param>
/// <param name="Kind">In snake case, for example <c>toxic_applied</c>.</param>
/// <param name="Stream"><c>upstream</c> or <c>downstream</c>, where one is concerned.</param>
/// <param name="Toxic">The type of the toxic, where one is concerned.</param>
/// <param name="Offset">The bytes that had passed in that direction.</param>
/// <param name="Detail">A sentence.</param>
public sealed record LogEntry(
    long Nanoseconds, int Connection, string Kind, string? Stream, string? Toxic, long Offset, string Detail)
{
    internal static LogEntry From(JsonObject json) => new(
        json["nanoseconds"]?.GetValue<long>() ?? 0,
        json["connection"]?.GetValue<int>() ?? 0,
        json.Text("kind"),
        json["stream"]?.GetValue<string>(),
        json["toxic"]?.GetValue<string>(),
        json["offset"]?.GetValue<long>() ?? 0,
        json.Text("detail"));
}
