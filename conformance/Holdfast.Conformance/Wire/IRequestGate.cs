namespace Holdfast.Conformance.Wire;

/// <summary>Stands between a case and the wire: sees every request before it goes out, and every answer.</summary>
internal interface IRequestGate
{
    /// <summary>Waits until a request may go out.</summary>
    /// <param name="request">The request, or <see langword="null"/> for a head that the case wrote octet by octet.</param>
    /// <param name="cancellationToken">Ends the case.</param>
    /// <exception cref="Engine.CaseStoppedException">It must not go out at all.</exception>
    ValueTask AdmitAsync(WireRequest? request, CancellationToken cancellationToken);

    /// <summary>What came back for <paramref name="request"/>.</summary>
    void Answered(WireRequest request, Exchange exchange);
}
