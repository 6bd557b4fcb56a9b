using System.Text.Json;
using Holdfast.Chaos.Toxiproxy.Json;

namespace Holdfast.Chaos.Toxiproxy.Server;

/// <summary>Writes proxies and toxics with Toxiproxy's members in Toxiproxy's order.</summary>
internal static class ApiJson
{
    public static void Write(Utf8JsonWriter writer, ChaosProxy proxy)
    {
        writer.WriteStartObject();
        writer.WriteString("name", proxy.Name);
        writer.WriteString("listen", proxy.ListenText);
        writer.WriteString("upstream", proxy.Upstream);
        writer.WriteBoolean("enabled", proxy.Enabled);
        writer.WritePropertyName("toxics");
        Write(writer, proxy.Toxics);
        if (proxy.Tls != ProxyTls.None)
        {
            writer.WritePropertyName("tls");
            TlsJson.Of(proxy.Tls).WriteTo(writer);
        }

        if (proxy.RefuseWhileDown)
        {
            writer.WriteBoolean("refuse_while_down", true);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes toxics: those of the upstream direction first, each direction in order of creation.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<Toxic> toxics)
    {
        writer.WriteStartArray();
        foreach (var toxic in toxics.OrderBy(toxic => toxic.Stream))
        {
            Write(writer, toxic);
        }

        writer.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter writer, Toxic toxic)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("attributes");
        foreach (var (name, value) in ToxicAttributes.Of(toxic))
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.WriteString("name", toxic.Name);
        writer.WriteString("type", toxic.Type);
        writer.WriteString("stream", toxic.StreamText);
        writer.WriteNumber("toxicity", toxic.Toxicity);
        if (toxic.Connection is { } connection)
        {
            writer.WriteNumber("connection", connection);
        }

        writer.WriteEndObject();
    }
}
