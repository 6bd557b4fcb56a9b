using System.Net.Sockets;
using Holdfast.Chaos.Log;

namespace Holdfast.Chaos.Capacity;

/// <summary>
/// Limits how many connections a proxy has at a time. Further clients receive an RST at once instead of waiting, because proxies whose
/// upstreams lead back to them would wait for themselves. The log has one event when the limit is reached and one when it is left.
/// </summary>
internal sealed class Admission(int? limit, DescriptorBudget budget, EventLog log)
{
    private readonly Lock _gate = new();
    private int _admitted;
    private bool _full;

    /// <summary>Takes a place, or resets the client if no place is left.</summary>
    /// <param name="client">The accepted socket.</param>
    /// <param name="descriptors">The descriptors that the connection will have open.</param>
    public bool TryEnter(Socket client, int descriptors)
    {
        lock (_gate)
        {
            var isOverOwn = _admitted >= limit;
            if (!isOverOwn && budget.TryTake(descriptors))
            {
                _admitted++;
                return true;
            }

            if (!_full)
            {
                _full = true;
                log.Add(0, ChaosEventKind.LimitReached, isOverOwn ? OwnLimit() : ProcessLimit());
            }
        }

        Reset(client);
        return false;
    }

    /// <summary>Returns the place.</summary>
    public void Leave(int descriptors)
    {
        budget.Return(descriptors);
        lock (_gate)
        {
            _admitted--;
            if (_full && _admitted <= (limit ?? int.MaxValue) * 3L / 4 && budget.HasRoom)
            {
                _full = false;
                log.Add(0, ChaosEventKind.LimitLeft, $"Clients are accepted again; {_admitted} connections are open.");
            }
        }
    }

    private static void Reset(Socket client)
    {
        try
        {
            client.LingerState = new LingerOption(true, 0);
        }
        catch (SocketException)
        {
            // Some systems refuse options on a connection that the peer has already reset.
        }

        client.Dispose();
    }

    private string OwnLimit() =>
        $"The proxy has {_admitted} connections, which is its limit. Further clients are reset until some close.";

    private string ProcessLimit() =>
        $"The process may open {budget.Limit} files and sockets, of which connections may take {budget.Capacity}; this proxy has "
        + $"{_admitted} connections. Further clients are reset until some close. Raise the limit with 'ulimit -n', and look for a proxy "
        + "whose upstream leads back to it.";
}
