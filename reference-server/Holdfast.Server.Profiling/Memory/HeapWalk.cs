using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace Holdfast.Server.Profiling.Memory;

/// <summary>Adds up the events by which the runtime describes the objects on its heap, in the full collection that was asked for.</summary>
internal sealed class HeapWalk
{
    private const int FullCollection = 2;

    private readonly Dictionary<ulong, string> _names = [];
    private readonly Dictionary<ulong, (long Count, long Bytes)> _sums = [];
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int? _collection;

    public HeapWalk(TraceEventDispatcher source)
    {
        source.Clr.GCStart += Start;
        source.Clr.GCStop += Stop;
        source.Clr.TypeBulkType += Name;
        source.Clr.GCBulkNode += Add;
    }

    /// <summary>Ends when all objects were described.</summary>
    public Task Completed => _completed.Task;

    /// <summary>The sums, by the names of types: generic types have several descriptions of one name.</summary>
    public HeapSnapshot Summarize()
    {
        var types = _sums.GroupBy(pair => _names.GetValueOrDefault(pair.Key, "(unknown)"), pair => pair.Value)
            .Select(type => new TypeMemory(type.Key, type.Sum(sum => sum.Count), type.Sum(sum => sum.Bytes)))
            .OrderByDescending(type => type.Bytes).ThenBy(type => type.Type, StringComparer.Ordinal).ToList();
        return new HeapSnapshot(types.Sum(type => type.Count), types.Sum(type => type.Bytes), types);
    }

    private void Start(GCStartTraceData started)
    {
        if (_collection is null && started.Depth == FullCollection && started.Type == GCType.NonConcurrentGC)
        {
            _collection = started.Count;
        }
    }

    private void Stop(GCEndTraceData stopped)
    {
        if (stopped.Count == _collection)
        {
            _completed.TrySetResult();
        }
    }

    private void Name(GCBulkTypeTraceData types)
    {
        for (var index = 0; index < types.Count; index++)
        {
            var type = types.Values(index);
            _names[type.TypeID] = NameOf(type);
        }
    }

    // An array has the name of its elements.
    private static string NameOf(GCBulkTypeValues type) =>
        type.Flags.HasFlag(TypeFlags.Array) && !type.TypeName.EndsWith(']') ? $"{type.TypeName}[]" : type.TypeName;

    private void Add(GCBulkNodeTraceData nodes)
    {
        for (var index = 0; index < nodes.Count; index++)
        {
            var node = nodes.Values(index);
            var (count, bytes) = _sums.GetValueOrDefault(node.TypeID);
            _sums[node.TypeID] = (count + 1, bytes + (long)node.Size);
        }
    }
}
