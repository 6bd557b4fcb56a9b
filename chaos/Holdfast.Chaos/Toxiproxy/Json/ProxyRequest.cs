using Holdfast.Chaos.Addresses;

namespace Holdfast.Chaos.Toxiproxy.Json;

/// <summary>A proxy as a client describes it; null for a member that was not given.</summary>
internal sealed record ProxyRequest(string? Name, string? Listen, string? Upstream, bool? Enabled, IReadOnlyList<Toxic> Toxics)
{
    /// <summary>Where the proxy speaks TLS; Toxiproxy does not have this.</summary>
    public ProxyTls? Tls { get; init; }

    /// <summary>Whether clients are refused while the upstream is down; Toxiproxy does not have this.</summary>
    public bool? RefuseWhileDown { get; init; }

    /// <summary>The position of the request in the body, in bytes.</summary>
    public int Offset { get; init; }

    public ProxyChange Change => new(Listen, Upstream, Enabled, Tls, RefuseWhileDown);

    /// <summary>
    /// Reads a change. Its toxics are ignored: Toxiproxy's command-line client sends the toxics that it has just listed back with every
    /// toggle, which would undo changes that others made meanwhile.
    /// </summary>
    /// <param name="body">The values of the request.</param>
    /// <param name="encrypted">Whether the proxy speaks TLS with the upstream now; used if the change does not say it.</param>
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
    /// Reads a creation, with the toxics that are in place before the first client. Toxiproxy ignores toxics here, and none of its clients
    /// sends any.
    /// </summary>
    /// <param name="body">The values of the request.</param>
    /// <param name="place">The number of the entry, from 1, if a list is read.</param>
    /// <param name="name">The member name of the entry in a listing.</param>
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

    /// <summary>
    /// Reads a list of creations, or the answer to <c>GET /proxies</c>. If one entry is malformed, the whole list is refused.
    /// </summary>
    public static IReadOnlyList<ProxyRequest> ForPopulation(ReadOnlySpan<byte> body) =>
        [.. JsonObjectBody.ParseList(body).Select((item, index) => ForCreation(item.Entry, index + 1, item.Name))];

    private static string? UpstreamOf(JsonObjectBody body, bool tls)
    {
        try
        {
            return body.Text("upstream") is { } text ? UpstreamAddress.Normalize(text, tls) : null;
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

    // Toxiproxy checks the name first. In a list, the error names the entry, from 1.
    private ProxyRequest Checked(int? place)
    {
        var missing = string.IsNullOrEmpty(Name) ? "name" : string.IsNullOrEmpty(Upstream) ? "upstream" : null;
        var at = place is null ? "" : $" at proxy {place}";
        return missing is null ? this : throw new ApiErrorException(400, $"missing required field: {missing}{at}");
    }
}
