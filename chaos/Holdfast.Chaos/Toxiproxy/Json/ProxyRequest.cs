using Holdfast.Chaos.Addresses;

namespace Holdfast.Chaos.Toxiproxy.Json;

/// <summary>A proxy as a client describes it; what is null was not said.</summary>
internal sealed record ProxyRequest(string? Name, string? Listen, string? Upstream, bool? Enabled, IReadOnlyList<Toxic> Toxics)
{
    /// <summary>What is encrypted, beyond Toxiproxy.</summary>
    public ProxyTls? Tls { get; init; }

    /// <summary>Whether clients are refused while the upstream is down, beyond Toxiproxy.</summary>
    public bool? RefuseWhileDown { get; init; }

    /// <summary>The byte of the body at which it begins.</summary>
    public int Offset { get; init; }

    public ProxyChange Change => new(Listen, Upstream, Enabled, Tls, RefuseWhileDown);

    /// <summary>
    /// A change. Its toxics are not read: Toxiproxy's command-line client sends those that it has just listed back with
    /// every toggle, and so would overwrite what others did meanwhile.
    /// </summary>
    /// <param name="body">What was given.</param>
    /// <param name="encrypted">Whether TLS to the upstream is spoken already, if the change does not say.</param>
    public static ProxyRequest ForChange(JsonObjectBody body, bool encrypted)
    {
        var tls = body.Has("tls") ? Read(body.Object("tls")) : null;
        return new(body.Text("name"), body.Text("listen"), UpstreamOf(body, tls?.Upstream ?? encrypted), body.Flag("enabled"), [])
        {
            Tls = tls,
            RefuseWhileDown = body.Flag("refuse_while_down"),
            Offset = body.Offset,
        };
    }

    /// <summary>
    /// A creation, with the toxics that shall be there before the first client. Toxiproxy ignores them, and none of its
    /// clients sends any: a proxy that does not exist has none to be listed.
    /// </summary>
    /// <param name="body">What was given.</param>
    /// <param name="place">Where several come at once, the number of this one, from 1.</param>
    /// <param name="name">The name under which it stands in a listing.</param>
    public static ProxyRequest ForCreation(JsonObjectBody body, int? place = null, string? name = null)
    {
        try
        {
            var request = ForChange(body, encrypted: false).Named(name).Checked(place);
            return request with { Toxics = ToxicReader.CreateAll(body) };
        }
        catch (ApiErrorException unfit)
        {
            throw unfit.At(body.Offset);
        }
    }

    /// <summary>A list of creations, or what <c>GET /proxies</c> gave; if one is malformed, none is given.</summary>
    public static IReadOnlyList<ProxyRequest> ForPopulation(ReadOnlySpan<byte> body) =>
        [.. JsonObjectBody.ParseList(body).Select((item, index) => ForCreation(item.Entry, index + 1, item.Name))];

    private static string? UpstreamOf(JsonObjectBody body, bool tls)
    {
        try
        {
            return body.Text("upstream") is { } text ? UpstreamAddress.Understand(text, tls) : null;
        }
        catch (FormatException url)
        {
            throw ApiErrorException.BadBody(url.Message);
        }
    }

    private static ProxyTls Read(JsonObjectBody tls) => TlsJson.Read(tls.Text, tls.Flag);

    private ProxyRequest Named(string? name) => name switch
    {
        null => this,
        _ when string.IsNullOrEmpty(Name) => this with { Name = name },
        _ => Name == name ? this : throw ApiErrorException.BadBody($"the proxy '{Name}' stands under the name '{name}'"),
    };

    // Toxiproxy's order: the name first. Where several come at once, the place (from 1) is said.
    private ProxyRequest Checked(int? place)
    {
        var missing = string.IsNullOrEmpty(Name) ? "name" : string.IsNullOrEmpty(Upstream) ? "upstream" : null;
        var at = place is null ? "" : $" at proxy {place}";
        return missing is null ? this : throw new ApiErrorException(400, $"missing required field: {missing}{at}");
    }
}
