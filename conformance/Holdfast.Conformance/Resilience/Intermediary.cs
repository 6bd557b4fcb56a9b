using Holdfast.Chaos;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Links;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience;

/// <summary>Makes a link a proxy that understands the HTTP that it passes on.</summary>
internal static class Intermediary
{
    /// <exception cref="CaseStoppedException">It is impossible here: a Toxiproxy does not parse HTTP, and TLS hides it.</exception>
    public static Task BecomeAsync(ILink link, WireUrl url, HttpToxic toxic, CancellationToken cancellationToken) =>
        !link.IsTransparent ? throw CaseStoppedException.Unsupported("The fault proxy does not parse HTTP, so it cannot act as an intermediary.")
        : url.Scheme == "https" ? throw CaseStoppedException.Unsupported("TLS hides the requests from the fault proxy, so it cannot be an intermediary.")
        : link.AddAsync(toxic, cancellationToken);
}
