using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Server.Profiling.Counters;
using Holdfast.Server.Profiling.Memory;
using Holdfast.Server.Profiling.Threads;

namespace Holdfast.Server.Profiling;

[JsonSerializable(typeof(HeapSnapshot))]
[JsonSerializable(typeof(ThreadOverview))]
[JsonSerializable(typeof(CounterOverview))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
internal sealed partial class OverviewJson : JsonSerializerContext;
