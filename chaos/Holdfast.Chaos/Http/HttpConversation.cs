using System.Text;
using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Http;

/// <summary>
/// The state that the two directions of a connection share for one toxic: the requests that wait for a response, and the orders that one
/// direction gives the other. Its gate is taken inside a link's lock, never the other way round; nothing waits while it is held.
/// </summary>
/// <param name="wake">Makes a direction carry out its orders.</param>
/// <param name="nextMatch">Counts a match over all connections and returns its number, from 1.</param>
internal sealed class HttpConversation(Action<ToxicStream> wake, Func<int> nextMatch)
{
    private readonly HttpOrders _up = new();
    private readonly HttpOrders _down = new();

    public Lock Gate { get; } = new();

    /// <summary>The requests that wait for a response, in the order of their responses (RFC 9112, 9.3.2).</summary>
    public Queue<HttpExchange> Awaiting { get; } = new();

    /// <summary>Whether the connection was upgraded or became a tunnel, so that neither direction is HTTP/1.x any more.</summary>
    public bool IsForeign { get; set; }

    public HttpOrders For(ToxicStream stream) => stream == ToxicStream.Upstream ? _up : _down;

    /// <summary>Counts a matching message, and returns whether the fault applies to it.</summary>
    public bool Picks(HttpTrigger trigger)
    {
        var match = nextMatch();
        return trigger.Nth == 0 || match == trigger.Nth;
    }

    /// <summary>Carries out an action that affects more than the present message of one direction.</summary>
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

    /// <summary>Ends the connection after what has passed in this direction; the other direction passes nothing more.</summary>
    public void End(ToxicStream here, Ending ending)
    {
        (_up.Discards, _down.Discards) = (true, true);
        For(here).Ending = ending;
    }

    /// <summary>
    /// Sends a FIN to the client after what has passed. Data that the client still sends is read, because the kernel would answer unread
    /// data with an RST, which could destroy the last response on its way. When the client closes, both sides are closed.
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
