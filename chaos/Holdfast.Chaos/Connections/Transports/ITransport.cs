namespace Holdfast.Chaos.Connections.Transports;

/// <summary>How the bytes of a socket move. One may wait to receive while another waits to send.</summary>
internal interface ITransport
{
    /// <summary>What a receive or a send gives when the connection is broken, or closed by us.</summary>
    const int Failed = -1;

    /// <summary>Waits, without a buffer, until a receive has something to give: bytes, the end or a failure.</summary>
    ValueTask ReadableAsync();

    /// <summary>Receives at least one byte; 0 is the end.</summary>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer);

    /// <summary>Sends at least one byte and gives their number.</summary>
    ValueTask<int> SendAsync(ReadOnlyMemory<byte> data);

    /// <summary>The socket was disposed: whoever waits stops waiting.</summary>
    void Closed();
}
