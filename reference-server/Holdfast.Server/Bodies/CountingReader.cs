using System.Buffers;
using System.IO.Pipelines;

namespace Holdfast.Server;

/// <summary>Tells somebody how many bytes a store takes from a body. It doesn't look at them, so they may be in a pipe.</summary>
internal sealed class CountingReader(PipeReader inner, Action<long> taken) : PipeReader, ISplicedBody
{
    private ReadOnlySequence<byte> _handedOut;

    public SplicePipe? Pipe => (inner as ISplicedBody)?.Pipe;

    public bool TakesPipes
    {
        set
        {
            if (inner is ISplicedBody spliced)
            {
                spliced.TakesPipes = value;
            }
        }
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(cancellationToken);
        _handedOut = read.Buffer;
        return read;
    }

    public override bool TryRead(out ReadResult result)
    {
        var has = inner.TryRead(out result);
        _handedOut = has ? result.Buffer : default;
        return has;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (!_handedOut.IsEmpty)
        {
            taken(_handedOut.Slice(0, consumed).Length);
            _handedOut = default;
        }

        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);
}
