using Holdfast.Chaos;
using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Links;

/// <summary>Chooses the fault proxy of a run.</summary>
internal static class LinkFactories
{
    /// <summary>Gives the embedded one, or the Toxiproxy that was asked for, or a sentence that says why that cannot be used.</summary>
    public static async Task<(ILinkFactory? Links, string? Unreachable)> ForAsync(RunOptions options, CancellationToken cancellationToken)
    {
        if (options.Toxiproxy is not { } url)
        {
            return (new EmbeddedLinkFactory(options.TimeProvider), null);
        }

        // The variable from which Toxiproxy's own clients take the token.
        var client = new ToxiproxyClient(url, Environment.GetEnvironmentVariable("TOXIPROXY_AUTH_TOKEN"));
        try
        {
            await client.GetVersionAsync(cancellationToken);
            return (new ToxiproxyLinkFactory(client, url, options.TimeProvider, options.Seed), null);
        }
        catch (ToxiproxyException exception)
        {
            client.Dispose();
            return (null, $"The Toxiproxy at '{url}' cannot be used: {exception.Message} Start it, or leave --toxiproxy out to use the embedded fault proxy.");
        }
    }
}
