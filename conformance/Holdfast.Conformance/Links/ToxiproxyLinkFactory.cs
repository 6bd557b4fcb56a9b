using System.Globalization;
using System.Net;
using Holdfast.Chaos;

namespace Holdfast.Conformance.Links;

/// <summary>Opens links through a Toxiproxy that the user runs: one proxy per link, deleted afterwards.</summary>
internal sealed class ToxiproxyLinkFactory(ToxiproxyClient client, Uri url, TimeProvider time, ulong seed) : ILinkFactory
{
    private int _links;

    public async Task<ILink> OpenAsync(string caseId, string host, int port, ulong caseSeed, CancellationToken cancellationToken)
    {
        // A slash in a name makes the proxy unreachable in a real Toxiproxy; the seed keeps two runs on one Toxiproxy apart.
        var name = string.Create(
            CultureInfo.InvariantCulture, $"holdfast-{seed:x}-{Interlocked.Increment(ref _links)}-{caseId.Replace('/', '.')}");
        var upstream = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        var spec = new ProxySpec(
            name, string.Create(CultureInfo.InvariantCulture, $"{upstream}:{port}"), Listen: url.IsLoopback ? "127.0.0.1:0" : "0.0.0.0:0");
        var proxy = await client.CreateAsync(spec, cancellationToken);
        return new ToxiproxyLink(client, time, proxy.Name, url.IdnHost.Trim('[', ']'), IPEndPoint.Parse(proxy.Listen).Port);
    }

    public async Task<string?> WhyGoneAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.GetVersionAsync(cancellationToken);
            return null;
        }
        catch (ToxiproxyException exception)
        {
            return exception.Message.TrimEnd('.');
        }
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }
}
