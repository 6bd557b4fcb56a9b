using Holdfast.Chaos;
using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Links;

/// <summary>A link through a proxy of a Toxiproxy. It keeps no log of what it did, so what it was asked to do stands in its place.</summary>
internal sealed class ToxiproxyLink(ToxiproxyClient client, TimeProvider time, string proxy, string host, int port) : ILink
{
    private readonly List<(long Timestamp, Toxic Toxic, string Detail)> _asked = [];
    private readonly Dictionary<string, Toxic> _toxics = [];

    public string Host => host;

    public int Port => port;

    public bool IsTransparent => false;

    public void Dialled(int connection)
    {
        // Nothing that a Toxiproxy tells names a connection.
    }

    public async Task AddAsync(Toxic toxic, CancellationToken cancellationToken)
    {
        await client.AddToxicAsync(proxy, toxic, cancellationToken);
        _toxics[toxic.Name] = toxic;
        _asked.Add((time.GetTimestamp(), toxic, $"Toxiproxy was told to add '{toxic.Name}'; it does not say when it strikes."));
    }

    public async Task RemoveAsync(string toxicName, CancellationToken cancellationToken)
    {
        await client.RemoveToxicAsync(proxy, toxicName, cancellationToken);
        _asked.Add((time.GetTimestamp(), _toxics[toxicName], $"Toxiproxy was told to remove '{toxicName}'."));
    }

    public IReadOnlyList<FaultEntry> Faults(CaseClock clock) =>
        [.. _asked.Select(asked => new FaultEntry
        {
            AtMs = clock.MillisecondsAt(asked.Timestamp),
            Connection = 0,
            Fault = asked.Toxic.Type,
            Stream = asked.Toxic.Stream.ToString().ToLowerInvariant(),
            Detail = asked.Detail,
        })];

    public async ValueTask DisposeAsync()
    {
        try
        {
            await client.DeleteAsync(proxy);
        }
        catch (ToxiproxyException)
        {
            // A proxy that somebody else deleted, or whose Toxiproxy is gone, leaves nothing to delete; the run goes on.
        }
    }
}
