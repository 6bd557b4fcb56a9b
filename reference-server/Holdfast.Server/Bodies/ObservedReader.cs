using System.Buffers;
using System.IO.Pipelines;

namespace Holdfast.Server.Bodies;

/// <summary>Passes the bytes that a store takes from a body to an observer, in order, each once.</summary>
internal sealed class ObservedReader(PipeReader inner, Action<ReadOnlySequence<byte>> taken) : TakenReader(inner)
{
    protected override void Take(ReadOnlySequence<byte> bytes) => taken(bytes);
}
