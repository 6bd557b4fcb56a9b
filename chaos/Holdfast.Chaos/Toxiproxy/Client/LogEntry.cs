using System.Text.Json.Nodes;
using Holdfast.Chaos.Toxiproxy.Client;

namespace Holdfast.Chaos;

/// <summary>An event of a proxy's log, as the API reports it.</summary>
/// <param name="Nanoseconds">The monotonic time of the proxy's machine, in nanoseconds.</param>
/// <param name="Connection">The number of the connection, from 1 in order of acceptance; 0 for the whole proxy.</param>
/// <param name="Kind">The <see cref="ChaosEventKind"/> in snake case, for example <c>toxic_applied</c>.</param>
/// <param name="Stream"><c>upstream</c> or <c>downstream</c>, if the event concerns a direction.</param>
/// <param name="Toxic">The type of the toxic, if the event concerns one.</param>
/// <param name="Offset">How many bytes had passed in that direction.</param>
/// <param name="Detail">The event in a sentence.</param>
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
