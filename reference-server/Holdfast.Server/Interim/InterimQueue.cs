using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Server.Interim;

/// <summary>Interim responses that wait for their place in a connection's output.</summary>
internal sealed class InterimQueue
{
    // They wait only while the transport takes nothing, that is when the client has left more than a socket's buffers unread. Sixteen are
    // an announcement for each of a few streams; more than that would be progress that no client reads.
    private const int Capacity = 16;

    private readonly Queue<(long Place, byte[] Message)> _waiting = new();

    public long? NextPlace => _waiting.TryPeek(out var next) ? next.Place : null;

    public bool TryEnqueue(long place, byte[] message)
    {
        var hasRoom = _waiting.Count < Capacity;
        if (hasRoom)
        {
            _waiting.Enqueue((place, message));
        }

        return hasRoom;
    }

    public bool TryDequeue(long position, [NotNullWhen(true)] out byte[]? message)
    {
        message = NextPlace <= position ? _waiting.Dequeue().Message : null;
        return message is not null;
    }
}
