using System.Buffers;
using System.IO.Pipelines;

namespace Holdfast.Server.Tests.Stores;

/// <summary>A body of which each read gives the next piece.</summary>
internal sealed class PiecewiseBody(IReadOnlyList<byte[]> pieces) : PipeReader
{
    private int _read;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        TryRead(out var result);
        return ValueTask.FromResult(result);
    }

    public override bool TryRead(out ReadResult result)
    {
        result = _read < pieces.Count
            ? new ReadResult(new ReadOnlySequence<byte>(pieces[_read]), isCanceled: false, isCompleted: false)
            : new ReadResult(ReadOnlySequence<byte>.Empty, isCanceled: false, isCompleted: true);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => _read++;

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => AdvanceTo(consumed);

    public override void CancelPendingRead()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }
}
