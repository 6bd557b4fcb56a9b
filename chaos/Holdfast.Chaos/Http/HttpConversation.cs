using System.Text;
using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Http;

/// <summary>
/// What the two directions of a connection share for one toxic: the requests that wait for an answer, and orders to each
/// other. Its gate is taken inside a link's lock, never the other way round, and nothing waits under it.
/// </summary>
/// <param name="wake">Makes a direction look at its orders.</param>
/// <param name="nextMatch">Counts a match over all connections; the first gives 1.</param>
internal sealed class HttpConversation(Action<ToxicStream> wake, Func<int> nextMatch)
{
    private readonly HttpOrders _up = new();
    private readonly HttpOrders _down = new();

    public Lock Gate { get; } = new();

    /// <summary>Requests in the order in which their answers come (RFC 9112, 9.3.2).</summary>
    public Queue<HttpExchange> Awaiting { get; } = new();

    /// <summary>The connection was upgraded or became a tunnel: neither direction is HTTP/1.x any more.</summary>
    public bool IsForeign { get; set; }

    public HttpOrders For(ToxicStream stream) => stream == ToxicStream.Upstream ? _up : _down;

    /// <summary>Whether a message that matches is the one to be struck.</summary>
    public bool Picks(HttpTrigger trigger)
    {
        var match = nextMatch();
        return trigger.Nth == 0 || match == trigger.Nth;
    }

    /// <summary>Does what concerns more than the present message of one direction.</summary>
    public void Order(HttpAction action, ToxicStream here, Func<EndingKind, Ending> ending, long heldUntil)
    {
        switch (action.Kind)
        {
            case HttpActionKind.Close:
                End(here, ending(EndingKind.Close));
                break;
            case HttpActionKind.Reset:
                End(here, ending(EndingKind.Reset));
                break;
            case HttpActionKind.HalfClose:
                (For(action.Direction!.Value).Ending, For(action.Direction.Value).Discards) = (ending(EndingKind.HalfClose), true);
                break;
            case HttpActionKind.BlackHole:
                Each(action.Direction, orders => orders.Discards = orders.SwallowsEnds = true);
                break;
            case HttpActionKind.Stall:
                Each(action.Direction, orders => orders.HeldUntil = heldUntil);
                break;
            case HttpActionKind.InjectStatus:
                _down.Injection = Response(action.Status);
                Retire(ending(EndingKind.HalfClose));
                break;
        }

        wake(here == ToxicStream.Upstream ? ToxicStream.Downstream : ToxicStream.Upstream);
    }

    /// <summary>Ends the connection behind what has passed in this direction; in the other nothing passes any more.</summary>
    public void End(ToxicStream here, Ending ending)
    {
        (_up.Discards, _down.Discards) = (true, true);
        For(here).Ending = ending;
    }

    /// <summary>
    /// FIN to the client behind what has passed. What it still sends is read, because the kernel would answer unread data
    /// with RST, and that could destroy the last response on its way. The client's own end then closes everything.
    /// </summary>
    public void Retire(Ending halfClose)
    {
        (_up.Discards, _down.Discards) = (true, true);
        _down.Ending = halfClose;
    }

    private void Each(ToxicStream? direction, Action<HttpOrders> change)
    {
        foreach (var stream in Enum.GetValues<ToxicStream>().Where(stream => direction is null || stream == direction))
        {
            change(For(stream));
        }
    }

    private static byte[] Response(int status) =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 {status} Injected\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}
