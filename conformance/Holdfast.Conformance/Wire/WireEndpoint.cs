namespace Holdfast.Conformance.Wire;

/// <summary>The address to connect to, and the protocol to use.</summary>
/// <param name="Host">Name or address to dial; a fault proxy's, when there is one in front of the target.</param>
/// <param name="Port">TCP port to dial.</param>
/// <param name="TlsName">The name to ask for and verify by TLS; <see langword="null"/> for plain HTTP.</param>
/// <param name="TrustAnyCertificate">Whether a certificate that does not verify is accepted.</param>
internal sealed record WireEndpoint(string Host, int Port, string? TlsName = null, bool TrustAnyCertificate = false);
