using System.Text;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus;

/// <summary>Requests that no polite client writes, and what the connection comes to after them.</summary>
internal sealed partial class TusCase
{
    /// <summary>How long a server may think before it is taken to wait for more; an answer ends the wait.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>A request as it goes over the wire; characters are octets (ISO 8859-1), for a case to spoil.</summary>
    public static string Text(WireRequest request) => Encoding.Latin1.GetString([.. request.Head(), .. request.FramedBody()]);

    /// <summary>
    /// Sends octets as they are on a connection of their own. Only a server that still waits for more is told that nothing more comes:
    /// some take a half-close for an abort.
    /// </summary>
    public async Task<Exchange> SendRawAsync(string method, WireUrl url, string octets)
    {
        await using var connection = await context.ConnectAsync(url);
        await connection.SendAsync(Encoding.Latin1.GetBytes(octets), "head", Cancellation);
        var exchange = await connection.ReadAsync(method, Moment, Cancellation);
        if (exchange is { Response: null, End: WireEnd.Open })
        {
            connection.HalfClose();
            exchange = await connection.ReadAsync(method, Patience, Cancellation);
        }

        if (exchange.Status == 201)
        {
            Remember(exchange);
        }

        return exchange;
    }

    /// <summary>Sends one request on a connection that is kept for others.</summary>
    public Task<Exchange> SendAsync(WireRequest request, WireConnection connection) => connection.ExchangeAsync(request, Patience, Cancellation);

    /// <summary>
    /// Sends a request and holds its body back after <paramref name="count"/> octets. When nobody answers within a moment the rest
    /// follows: a proxy in front may hold a request until it is whole.
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

    /// <summary>Judges that a malformed request was not carried out: refused, or hung up on.</summary>
    public bool Rejected(string subject, Exchange exchange, params IReadOnlyList<string> requirements)
    {
        const string Expected = "a 4xx status, 501, 505 or the connection closed";
        if (exchange is { Response: null, End: WireEnd.Open })
        {
            Checks.Unknown($"Answer to {subject}", Expected, exchange.Outcome, requirements);
            return false;
        }

        return Checks.Judge($"Outcome of {subject}", Expected, exchange, IsRejected(exchange), requirements);
    }

    /// <summary>Judges a request that may be taken or refused: success and offset must belong together.</summary>
    public async Task<bool> TakenOrRejectedAsync(string subject, Exchange exchange, TusUpload upload, long taken, params IReadOnlyList<string> requirements)
    {
        if (exchange is { Response: null, End: WireEnd.Open })
        {
            Checks.Unknown($"Answer to {subject}", "an answer or an end", exchange.Outcome, requirements);
            return false;
        }

        Checks.Observe($"What became of {subject}", exchange.Outcome, requirements);
        var offset = await SettledOffsetAsync(upload, _ => true);
        var holds = exchange.Status == 204 ? offset == taken : IsRejected(exchange) && offset == 0;
        return Checks.Judge(
            $"Outcome of {subject}", $"204 and offset {taken}, or refused and offset 0", exchange, $"{exchange.Outcome} and offset {offset}", holds, requirements);
    }

    /// <summary>Whether a request was refused or hung up on, without a crash.</summary>
    public static bool IsRejected(Exchange exchange) => exchange.IsClientError || exchange.Is(501, 505) || IsGone(exchange);
}
