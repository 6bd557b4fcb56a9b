using Microsoft.Diagnostics.Tracing.Etlx;
using Microsoft.Diagnostics.Tracing.EventPipe;

namespace Holdfast.Server.Profiling.Stacks;

/// <summary>One thread of a recording.</summary>
internal sealed class SampledThread
{
    // The sampler's interval, for a thread that was seen only once.
    private const double Interval = 1;

    private readonly List<Stretch> _stretches = [];
    private int _samples;
    private double _first;
    private double _last;

    private SampledThread(int id) => Id = id;

    /// <summary>The operating system's number of the thread.</summary>
    public int Id { get; }

    /// <summary>Its times, in order.</summary>
    public IReadOnlyList<Stretch> Stretches => _stretches;

    /// <summary>Reads the samples of a recording.</summary>
    public static IReadOnlyList<SampledThread> Read(TraceLog log, StackTable stacks)
    {
        var threads = new Dictionary<int, SampledThread>();
        foreach (var recorded in log.Events)
        {
            if (recorded is not ClrThreadSampleTraceData sample)
            {
                continue;
            }

            if (!threads.TryGetValue(sample.ThreadID, out var thread))
            {
                thread = threads[sample.ThreadID] = new SampledThread(sample.ThreadID);
            }

            var isManaged = sample.Type == ClrThreadSampleType.Managed;
            thread.Add(sample.TimeStampRelativeMSec, stacks.Add(sample.CallStackIndex(), isManaged));
        }

        foreach (var thread in threads.Values)
        {
            thread.End();
        }

        return [.. threads.Values];
    }

    // A stack counts until the next sample. All threads are sampled in turn, so a busy machine makes intervals longer for all of them.
    private void Add(double at, int stack)
    {
        _first = _samples == 0 ? at : _first;
        if (_samples > 0)
        {
            LengthenTo(at);
        }

        if (_samples == 0 || _stretches[^1].Stack != stack)
        {
            _stretches.Add(new Stretch(at, 0, stack));
        }

        _samples++;
        _last = at;
    }

    private void End() => LengthenTo(_last + (_samples > 1 ? (_last - _first) / (_samples - 1) : Interval));

    private void LengthenTo(double end) => _stretches[^1] = _stretches[^1] with { Length = end - _stretches[^1].Start };
}
