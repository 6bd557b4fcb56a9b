using Holdfast.Chaos;
using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Links;

/// <summary>
/// A link through a proxy of a Toxiproxy. Toxiproxy keeps no log of faults, so this records the requests to its API instead.
/// </summary>
internal sealed class ToxiproxyLink(ToxiproxyClient client, TimeProvider time, string proxy, string host, int port) : ILink
{
    private readonly List<(long Timestamp, Toxic Toxic, bool IsRemoval, string Detail)> _asked = [];
    private readonly Dictionary<string, Toxic> _toxics = [];

    public string Host => host;

    public int Port => port;

    public bool IsTransparent => false;

    public void Dialled(int connection)
    {
        // Toxiproxy does not identify connections.
    }

    public async Task AddAsync(Toxic toxic, CancellationToken cancellationToken)
    {
        await client.AddToxicAsync(proxy, toxic, cancellationToken);
        _toxics[toxic.Name] = toxic;
        _asked.Add((time.GetTimestamp(), toxic, false,
            $"Toxiproxy was told to add '{toxic.Name}'; it does not report when the toxic takes effect."));
    }

    public async Task RemoveAsync(string toxicName, CancellationToken cancellationToken)
    {
        await client.RemoveToxicAsync(proxy, toxicName, cancellationToken);
        _asked.Add((time.GetTimestamp(), _toxics[toxicName], true, $"Toxiproxy was told to remove '{toxicName}'."));
    }

    // Toxiproxy does not report it, so wait for the longest time that a server on the same machine needs.
    public Task StruckAsync(string toxicType, TimeSpan atMost, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromSeconds(Math.Min(atMost.TotalSeconds, 1)), time, cancellationToken);

    public IReadOnlyList<FaultEntry> Faults(CaseClock clock)
    {
        var now = time.GetTimestamp();
        return [.. _asked.Select((asked, index) => new FaultEntry
        {
            AtMs = clock.MillisecondsAt(asked.Timestamp),
            EndMs = asked.IsRemoval ? null : clock.MillisecondsAt(
                _asked.Skip(index).Where(later => later.IsRemoval && later.Toxic == asked.Toxic).Select(later => later.Timestamp)
                    .FirstOrDefault(now)),
            Connection = 0,
            Fault = asked.Toxic.Type,
            Stream = asked.Toxic.Stream.ToString().ToLowerInvariant(),
            Detail = asked.Detail,
        })];
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await client.DeleteAsync(proxy);
        }
        catch (ToxiproxyException)
        {
            // If the proxy was already deleted, or its Toxiproxy has ended, there is nothing to delete, and the run continues.
        }
    }
}
