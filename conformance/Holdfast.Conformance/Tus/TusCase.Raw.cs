using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus;

/// <summary>Requests that no correct client sends, and the state of the connection afterwards.</summary>
internal sealed partial class TusCase
{
    /// <summary>
    /// Sends a request and holds its body back after <paramref name="count"/> bytes. If no response comes, it sends the rest: a proxy may
    /// buffer the request until it is complete.
    /// </summary>
    public async Task<(Exchange Answer, bool IsEarly)> SendHeldBackAsync(WireConnection connection, WireRequest request, int count)
    {
        await SendPartAsync(connection, request, count);
        var early = await connection.ReadAsync(request.Method, Moment, Cancellation);
        if (early is not { Response: null, End: WireEnd.Open })
        {
            return (early, true);
        }

        await connection.SendAsync(request.Body[count..], "body", Cancellation);
        return (await connection.ReadAsync(request.Method, Patience, Cancellation), false);
    }

    /// <summary>Judges that a malformed request was not carried out: it was refused, or the connection was closed.</summary>
    public bool Rejected(string subject, Exchange exchange, params IReadOnlyList<string> requirements)
    {
        const string Expected = "a 4xx status, 501, 505 or a closed connection";
        if (exchange is { Response: null, End: WireEnd.Open })
        {
            Checks.Unknown($"Response to {subject}", Expected, exchange.Outcome, requirements);
            return false;
        }

        return Checks.Judge($"Outcome of {subject}", Expected, exchange, IsRejected(exchange), requirements);
    }

    /// <summary>Judges a request that may be accepted or refused: status and offset must match.</summary>
    public async Task<bool> TakenOrRejectedAsync(
        string subject, Exchange exchange, Upload upload, long taken, params IReadOnlyList<string> requirements)
    {
        if (exchange is { Response: null, End: WireEnd.Open })
        {
            Checks.Unknown($"Response to {subject}", "a response or a closed connection", exchange.Outcome, requirements);
            return false;
        }

        Checks.Observe($"Result of {subject}", exchange.Outcome, requirements);
        var offset = await SettledOffsetAsync(upload, _ => true);
        var holds = exchange.Status == 204 ? offset == taken : IsRejected(exchange) && offset == 0;
        return Checks.Judge(
            $"Outcome of {subject}", $"204 and offset {taken}, or refused and offset 0", exchange,
            $"{exchange.Outcome} and offset {offset}", holds, requirements);
    }

    /// <summary>Whether a request was refused, or its connection closed, without a crash.</summary>
    public static bool IsRejected(Exchange exchange) => exchange.IsClientError || exchange.Is(501, 505) || IsGone(exchange);
}
