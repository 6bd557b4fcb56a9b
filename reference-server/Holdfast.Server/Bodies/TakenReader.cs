using System.Buffers;
using System.IO.Pipelines;

namespace Holdfast.Server.Bodies;

/// <summary>Forwards each read, and reports the bytes that the reader consumed to its subclass.</summary>
internal abstract class TakenReader(PipeReader inner) : PipeReader
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
            Take(_handedOut.Slice(0, consumed));
            _handedOut = default;
        }

        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    /// <summary>The reader has taken these bytes, each once and in order. They may be placeholders (<see cref="ISplicedBody"/>).</summary>
    protected abstract void Take(ReadOnlySequence<byte> bytes);
}
