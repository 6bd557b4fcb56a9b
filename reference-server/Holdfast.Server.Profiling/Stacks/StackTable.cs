using Microsoft.Diagnostics.Tracing.Etlx;

namespace Holdfast.Server.Profiling.Stacks;

/// <summary>The stacks of a recording as lists of frames, outermost first. Each frame and each stack is there once.</summary>
internal sealed class StackTable(TraceLog log)
{
    private readonly Dictionary<(CallStackIndex, bool), int> _stackOf = [];
    private readonly Dictionary<StackFrame, int> _frameOf = [];
    private readonly List<StackFrame> _frames = [];
    private readonly List<(int[] Frames, SampledState State)> _stacks = [];

    /// <summary>All frames.</summary>
    public IReadOnlyList<StackFrame> Frames => _frames;

    /// <summary>The frames of a stack, outermost first.</summary>
    public IReadOnlyList<int> FramesOf(int stack) => _stacks[stack].Frames;

    /// <summary>What a thread with this stack does.</summary>
    public SampledState StateOf(int stack) => _stacks[stack].State;

    /// <summary>The number of a stack. Outside of managed code, the innermost frame tells what the thread does there.</summary>
    public int Add(CallStackIndex calls, bool isManaged)
    {
        if (!_stackOf.TryGetValue((calls, isManaged), out var stack))
        {
            stack = _stackOf[(calls, isManaged)] = _stacks.Count;
            _stacks.Add(Read(calls, isManaged));
        }

        return stack;
    }

    private (int[] Frames, SampledState State) Read(CallStackIndex calls, bool isManaged)
    {
        var frames = new List<StackFrame>();
        for (var call = calls; call != CallStackIndex.Invalid; call = log.CallStacks.Caller(call))
        {
            var frame = Read(log.CallStacks.CodeAddressIndex(call));
            if (!StartsAsyncMethod(frame.Name))
            {
                frames.Add(frame);
            }
        }

        var state = frames.Count == 0 ? isManaged ? SampledState.Native : SampledState.Waiting
            : isManaged ? SampledState.Managed
            : Waits.Include(frames) ? SampledState.Waiting : SampledState.Native;
        if (state != SampledState.Managed)
        {
            frames.Insert(0, new StackFrame(state == SampledState.Waiting ? "(waiting)" : "(runtime or operating system)", ""));
        }

        frames.Reverse();
        return ([.. frames.Select(NumberOf)], state);
    }

    // Between an asynchronous method and its state machine: it doubles the depth, and tells nothing.
    private static bool StartsAsyncMethod(string name) => name.EndsWith(".Start", StringComparison.Ordinal)
        && name.StartsWith("System.Runtime.CompilerServices.Async", StringComparison.Ordinal);

    // Without parameters, which in a flame graph take the place of names.
    private StackFrame Read(CodeAddressIndex address)
    {
        var method = log.CodeAddresses.MethodIndex(address);
        var module = log.CodeAddresses.ModuleFile(address)?.Name ?? "";
        var name = method == MethodIndex.Invalid ? StackFrame.Unnamed : log.CodeAddresses.Methods.FullMethodName(method).Split('(')[0];
        return new StackFrame(name, module);
    }

    private int NumberOf(StackFrame frame)
    {
        if (!_frameOf.TryGetValue(frame, out var number))
        {
            number = _frameOf[frame] = _frames.Count;
            _frames.Add(frame);
        }

        return number;
    }
}
