namespace Holdfast.Chaos.Connections.Transports;

/// <summary>Receives and sends the bytes of a socket. One caller may wait to receive while another waits to send.</summary>
internal interface ITransport
{
    /// <summary>The result of a receive or a send when the connection was reset, or closed here.</summary>
    const int Failed = -1;

    /// <summary>Waits, without a buffer, until a receive would return at once: with bytes, the end or a failure.</summary>
    ValueTask ReadableAsync();

    /// <summary>Receives at least one byte; 0 is the end.</summary>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer);

    /// <summary>Sends at least one byte and returns the number of bytes sent.</summary>
    ValueTask<int> SendAsync(ReadOnlyMemory<byte> data);

    /// <summary>Called after the socket was disposed; ends pending waits.</summary>
    void Closed();
}
