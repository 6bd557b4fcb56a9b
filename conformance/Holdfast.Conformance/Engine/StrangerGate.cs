using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Engine;

/// <summary>
/// Guards a connection to an origin that must not get the user's header fields. Requests are built without them
/// (<see cref="Credentials.On"/>); a case that sends a request on the wrong connection is stopped here.
/// </summary>
internal sealed class StrangerGate(IRequestGate gate, WireUrl url, Credentials credentials) : IRequestGate
{
    private readonly IReadOnlyList<byte[]> _marks = credentials.Marks();
    private readonly Lock _sending = new();
    private byte[] _last = [];

    public ValueTask AdmitAsync(int connection, WireRequest? request, CancellationToken cancellationToken)
    {
        // Checked first, so that nothing waits for a response to a request that is not sent.
        Check(request?.Head());
        return gate.AdmitAsync(connection, request, cancellationToken);
    }

    public void Leaves(ReadOnlySpan<byte> bytes)
    {
        lock (_sending)
        {
            // A value may be spread over two writes.
            byte[] seen = [.. _last, .. bytes];
            Check(seen);
            _last = seen[^Math.Min(seen.Length, _marks.Max(mark => mark.Length) - 1)..];
        }
    }

    public void Sends(int connection, int bytes) => gate.Sends(connection, bytes);

    public void ReceivedInterim(int connection, WireResponse interim) => gate.ReceivedInterim(connection, interim);

    /// <exception cref="CaseStoppedException">
    /// It was refused because credentials are missing, which proves nothing about the server.
    /// </exception>
    public Exchange Answered(int connection, Exchange exchange)
    {
        var answer = gate.Answered(connection, exchange);
        return !answer.Is(401, 403) ? answer
            : throw CaseStoppedException.Inconclusive(
                $"'{url.Origin}' answered {exchange.Method} with {exchange.Outcome}. The header fields of the target "
                    + $"({credentials.Names}) were not sent there. {Remedy}");
    }

    public void Ended(int connection) => gate.Ended(connection);

    private void Check(ReadOnlySpan<byte> bytes)
    {
        foreach (var mark in _marks)
        {
            if (bytes.IndexOf(mark) >= 0)
            {
                throw CaseStoppedException.Inconclusive(
                    $"The case would send the header fields of the target ({credentials.Names}) to '{url.Origin}'. {Remedy}");
            }
        }
    }

    private string Remedy => $"This is not the target's origin; use --trust-origin {url.Origin} to send them there.";
}
