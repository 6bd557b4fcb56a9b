using System.Text.Json.Nodes;

namespace Holdfast.Chaos.Toxiproxy.Json;

/// <summary>The member <c>tls</c> of a proxy, which Toxiproxy does not have and ignores.</summary>
internal static class TlsJson
{
    public static JsonObject Of(ProxyTls tls)
    {
        var json = new JsonObject();
        Add(json, "certificate", tls.Certificate);
        Add(json, "key", tls.Key);
        Add(json, "upstream", tls.Upstream ? true : null);
        Add(json, "server_name", tls.ServerName);
        Add(json, "authority", tls.Authority);
        Add(json, "insecure", tls.Insecure ? true : null);
        return json;
    }

    /// <summary>Reads the object; an empty one means no TLS.</summary>
    public static ProxyTls Read(Func<string, string?> text, Func<string, bool?> flag) => new()
    {
        Certificate = text("certificate"),
        Key = text("key"),
        Upstream = flag("upstream") ?? false,
        ServerName = text("server_name"),
        Authority = text("authority"),
        Insecure = flag("insecure") ?? false,
    };

    private static void Add(JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }
}
