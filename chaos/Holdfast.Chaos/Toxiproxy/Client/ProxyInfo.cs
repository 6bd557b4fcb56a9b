using System.Text.Json.Nodes;
using Holdfast.Chaos.Toxiproxy.Client;
using Holdfast.Chaos.Toxiproxy.Json;

namespace Holdfast.Chaos;

/// <summary>A proxy, as the API reports it.</summary>
/// <param name="Name">The name, unique within the server.</param>
/// <param name="Listen">The bound address.</param>
/// <param name="Upstream"><c>host:port</c> of the server behind it.</param>
/// <param name="Enabled">Whether it is enabled.</param>
/// <param name="Toxics">Its toxics.</param>
public sealed record ProxyInfo(string Name, string Listen, string Upstream, bool Enabled, IReadOnlyList<ToxicInfo> Toxics)
{
    /// <summary>Where it speaks TLS; nowhere with a real Toxiproxy.</summary>
    public ProxyTls Tls { get; init; } = ProxyTls.None;

    /// <summary>Whether clients are refused while the upstream is down; never with a real Toxiproxy.</summary>
    public bool RefuseWhileDown { get; init; }

    internal static ProxyInfo From(JsonObject json) => new(
        json.Text("name"),
        json.Text("listen"),
        json.Text("upstream"),
        json["enabled"]?.GetValue<bool>() ?? true,
        [.. (json["toxics"] as JsonArray ?? []).OfType<JsonObject>().Select(ToxicInfo.From)])
    {
        Tls = json["tls"] is JsonObject tls
            ? TlsJson.Read(name => tls[name]?.GetValue<string>(), name => tls[name]?.GetValue<bool>())
            : ProxyTls.None,
        RefuseWhileDown = json["refuse_while_down"]?.GetValue<bool>() ?? false,
    };
}
