namespace Holdfast.Conformance.Wire;

/// <summary>
/// Sees every request of a case before it is sent, and every response. It throws an exception that ends the case when a request must not be
/// sent, or when the case cannot continue after a response; the wire does not catch it.
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

    /// <summary>An interim response was received.</summary>
    void ReceivedInterim(int connection, WireResponse interim);

    /// <summary>Called with the result of a request, also without a response. Returns the result that the case gets.</summary>
    Exchange Answered(int connection, Exchange exchange);

    /// <summary>The case ended the connection.</summary>
    void Ended(int connection);
}
