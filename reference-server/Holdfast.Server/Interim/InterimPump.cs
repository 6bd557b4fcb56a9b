using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;

namespace Holdfast.Server.Interim;

/// <summary>The one writer of a transport: carries over what Kestrel writes, and puts interim responses in their places.</summary>
/// <param name="output">The writer that Kestrel writes to.</param>
/// <param name="transport">The transport's writer.</param>
/// <param name="position">How many bytes of the connection's output have been sent already.</param>
internal sealed class InterimPump(InterimOutput output, PipeWriter transport, long position)
{
    private long _position = position;

    /// <summary>Runs until Kestrel or the transport ends, and completes the other one with the same result.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever broke one side is handed to the other, as a transport does.")]
    public async Task RunAsync()
    {
        Exception? broken = null;
        try
        {
            await CarryAsync();
        }
        catch (Exception exception)
        {
            broken = exception;
        }

        await output.Reader.CompleteAsync(broken);
        await transport.CompleteAsync(broken);
    }

    private async Task CarryAsync()
    {
        while (true)
        {
            var read = await output.Reader.ReadAsync();
            var isOver = Carry(read.Buffer) && (await transport.FlushAsync()).IsCompleted;

            // Only now, so that Kestrel waits when the transport does.
            output.Reader.AdvanceTo(read.Buffer.End);
            if (isOver || read.IsCompleted)
            {
                return;
            }
        }
    }

    // Every message whose place is in the buffer is in the queue already: it was queued before those bytes were flushed.
    private bool Carry(ReadOnlySequence<byte> buffer)
    {
        var isChanged = !buffer.IsEmpty;
        while (true)
        {
            while (output.TryDequeue(_position, out var message))
            {
                transport.Write(message);
                isChanged = true;
            }

            if (buffer.IsEmpty)
            {
                return isChanged;
            }

            var count = Math.Min(buffer.Length, output.NextPlace() - _position ?? buffer.Length);
            Copy(buffer.Slice(0, count));
            buffer = buffer.Slice(count);
            _position += count;
        }
    }

    private void Copy(ReadOnlySequence<byte> bytes)
    {
        foreach (var segment in bytes)
        {
            transport.Write(segment.Span);
        }
    }
}
