using System.Buffers;
using System.IO.Pipelines;

namespace Holdfast.Server;

/// <summary>Shows somebody the bytes that a store takes from a body, in order, each once.</summary>
internal sealed class ObservedReader(PipeReader inner, Action<ReadOnlySequence<byte>> taken) : PipeReader
{
    private ReadOnlySequence<byte> _handedOut;

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
            taken(_handedOut.Slice(0, consumed));
            _handedOut = default;
        }

        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);
}
