using Holdfast.Chaos;

namespace Holdfast.Conformance.Links;

/// <summary>Chooses the fault proxy of a run.</summary>
internal static class LinkFactories
{
    /// <summary>Returns the embedded factory, or the requested Toxiproxy, or a sentence that says why that cannot be used.</summary>
    /// <param name="toxiproxy">The Toxiproxy's API; <see langword="null"/> for the embedded one.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task<(ILinkFactory? Links, string? Unreachable)> ForAsync(
        Uri? toxiproxy, ulong seed, TimeProvider time, CancellationToken cancellationToken)
    {
        if (toxiproxy is not { } url)
        {
            return (new EmbeddedLinkFactory(time), null);
        }

        // The variable from which Toxiproxy's own clients take the token.
        var client = new ToxiproxyClient(url, Environment.GetEnvironmentVariable("TOXIPROXY_AUTH_TOKEN"));
        try
        {
            await client.GetVersionAsync(cancellationToken);
            return (new ToxiproxyLinkFactory(client, url, time, seed), null);
        }
        catch (ToxiproxyException exception)
        {
            client.Dispose();
            return (null, $"The Toxiproxy at '{url}' cannot be used: {exception.Message} Start it, or remove --toxiproxy to use the "
                + "embedded fault proxy.");
        }
    }
}
