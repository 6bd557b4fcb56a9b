using System.Text.Json.Nodes;
using Holdfast.Chaos.Toxiproxy.Client;
using Holdfast.Chaos.Toxiproxy.Json;

namespace Holdfast.Chaos;

/// <summary>A proxy to create.</summary>
/// <param name="Name">The name, unique within the server.</param>
/// <param name="Upstream"><c>host:port</c> of the server behind it.</param>
/// <param name="Listen">The address to listen on, as <c>host:port</c> on the machine of the API; port 0 means any free port.</param>
/// <param name="Enabled">Whether it listens as soon as it is created.</param>
public sealed record ProxySpec(string Name, string Upstream, string Listen = "127.0.0.1:0", bool Enabled = true)
{
    /// <summary>The toxics that are in place before the first client. A real Toxiproxy ignores them.</summary>
    public IReadOnlyList<Toxic> Toxics { get; init; } = [];

    /// <summary>Where the proxy speaks TLS; the paths are those of the machine of the API. A real Toxiproxy ignores it.</summary>
    public ProxyTls Tls { get; init; } = ProxyTls.None;

    /// <summary>Whether clients are refused while the upstream is down. A real Toxiproxy ignores it.</summary>
    public bool RefuseWhileDown { get; init; }

    internal JsonObject ToJson()
    {
        var json = new JsonObject { ["name"] = Name, ["listen"] = Listen, ["upstream"] = Upstream, ["enabled"] = Enabled };
        if (Toxics.Count > 0)
        {
            json["toxics"] = new JsonArray([.. Toxics.Select(ToxicJson.Whole)]);
        }

        if (Tls != ProxyTls.None)
        {
            json["tls"] = TlsJson.Of(Tls);
        }

        if (RefuseWhileDown)
        {
            json["refuse_while_down"] = true;
        }

        return json;
    }
}
