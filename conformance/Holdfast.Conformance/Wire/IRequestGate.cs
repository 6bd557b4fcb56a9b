namespace Holdfast.Conformance.Wire;

/// <summary>
/// Stands between a case and the wire: sees every request before it goes out, and every answer. It may throw what ends the case where a
/// request must not go out, or where the case cannot go on from an answer; the wire lets that pass.
/// </summary>
internal interface IRequestGate
{
    /// <summary>Waits until a request may go out.</summary>
    /// <param name="connection">The connection's number in the case.</param>
    /// <param name="request">The request, or <see langword="null"/> for a head that the case wrote byte by byte.</param>
    /// <param name="cancellationToken">Ends the case.</param>
    ValueTask AdmitAsync(int connection, WireRequest? request, CancellationToken cancellationToken);

    /// <summary>Called before raw bytes are sent.</summary>
    void Leaves(ReadOnlySpan<byte> bytes)
    {
    }

    /// <summary>So many bytes of a body, with their framing, are about to go out.</summary>
    void Sends(int connection, int bytes);

    /// <summary>An interim response came.</summary>
    void ReceivedInterim(int connection, WireResponse interim);

    /// <summary>Something came back, or nothing did. Gives it as the case is to see it.</summary>
    Exchange Answered(int connection, Exchange exchange);

    /// <summary>The case ended the connection.</summary>
    void Ended(int connection);
}
