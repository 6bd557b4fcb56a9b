using System.Buffers;
using System.IO.Pipelines;
using Holdfast.Server.Bodies;
using Holdfast.Server.Refusals;

namespace Holdfast.Server.Tests;

/// <summary>Kestrel's reader throws from every call once an HTTP/2 client has reset the request; a body must not pass that on.</summary>
public sealed class ResetBodyTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task Bytes_that_were_handed_out_count_and_the_body_is_cut(CancellationToken cancellationToken)
    {
        var arriving = new ResetReader();
        using var body = new ArrivingBody(arriving, length: 10, TimeSpan.FromSeconds(10), TimeProvider.System);

        var read = await body.ReadAsync(cancellationToken);
        arriving.IsReset = true;
        body.AdvanceTo(read.Buffer.End);
        var rest = await body.ReadAsync(cancellationToken);

        (read.Buffer.Length, rest.IsCompleted, body.Cut).ShouldBe((5, true, RefusalKind.ConnectionReset));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_request_that_waits_for_the_lock_does_not_fail(CancellationToken cancellationToken)
    {
        var arriving = new ResetReader { IsReset = true };
        using var body = new ArrivingBody(arriving, length: 10, TimeSpan.FromSeconds(10), TimeProvider.System);

        Should.NotThrow(() => body.Stop(RefusalKind.Interrupted));

        (await body.ReadAsync(cancellationToken)).IsCompleted.ShouldBeTrue();
        body.Cut.ShouldBe(RefusalKind.ConnectionReset);
    }

    private sealed class ResetReader : PipeReader
    {
        public bool IsReset { get; set; }

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => new(Read());

        public override bool TryRead(out ReadResult result)
        {
            result = Read();
            return true;
        }

        public override void AdvanceTo(SequencePosition consumed) => ThrowIfReset();

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => ThrowIfReset();

        public override void CancelPendingRead() => ThrowIfReset();

        public override void Complete(Exception? exception = null)
        {
        }

        private ReadResult Read()
        {
            ThrowIfReset();
            return new ReadResult(new ReadOnlySequence<byte>("hello"u8.ToArray()), isCanceled: false, isCompleted: false);
        }

        private void ThrowIfReset()
        {
            if (IsReset)
            {
                throw new IOException("The client reset the request stream.");
            }
        }
    }
}
