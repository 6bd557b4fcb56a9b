using System.Buffers;
using System.IO.Pipelines;
using Holdfast.Server.Transport;

namespace Holdfast.Server.Bodies;

/// <summary>Counts the bytes that a store takes from a body. It doesn't look at them, so they may be in a pipe.</summary>
internal sealed class CountingReader(PipeReader inner, Action<long> taken) : TakenReader(inner), ISplicedBody
{
    private readonly ISplicedBody? _spliced = inner as ISplicedBody;

    public SplicePipe? Pipe => _spliced?.Pipe;

    public bool TakesPipes
    {
        set
        {
            if (_spliced is not null)
            {
                _spliced.TakesPipes = value;
            }
        }
    }

    protected override void Take(ReadOnlySequence<byte> bytes) => taken(bytes.Length);
}
