using Holdfast.Chaos.Connections;

namespace Holdfast.Chaos.Toxiproxy.Server;

/// <summary>A proxy as a client describes it; what is null was not said.</summary>
internal sealed record ProxyRequest(string? Name, string? Listen, string? Upstream, bool? Enabled, IReadOnlyList<Toxic> Toxics)
{
    /// <summary>
    /// A change. Its toxics are not read: Toxiproxy's command-line client sends those that it has just listed back with
    /// every toggle, and so would overwrite what others did meanwhile.
    /// </summary>
    public static ProxyRequest ForChange(JsonObjectBody body) =>
        new(body.Text("name"), body.Text("listen"), body.Text("upstream"), body.Flag("enabled"), []);

    /// <summary>
    /// A creation, with the toxics that shall be there before the first client. Toxiproxy ignores them, and none of its
    /// clients sends any: a proxy that does not exist has none to be listed.
    /// </summary>
    /// <param name="place">Where several come at once, the number of this one, from 1.</param>
    public static ProxyRequest ForCreation(JsonObjectBody body, int? place = null)
    {
        var request = ForChange(body).Checked(place);
        return request with { Toxics = ToxicRequests.CreateAll(body) };
    }

    public ProxyChange Change => new(Listen, Upstream, Enabled);

    /// <summary>Toxiproxy's order: the name first. Where several come at once, the place (from 1) is said.</summary>
    /// <summary>A list of creations; if one is malformed, none is given.</summary>
    public static IReadOnlyList<ProxyRequest> ForPopulation(ReadOnlySpan<byte> body) =>
        [.. JsonObjectBody.ParseArray(body).Select((entry, index) => ForCreation(entry, index + 1))];

    private ProxyRequest Checked(int? place)
    {
        var missing = string.IsNullOrEmpty(Name) ? "name" : string.IsNullOrEmpty(Upstream) ? "upstream" : null;
        var at = place is null ? "" : $" at proxy {place}";
        return missing is null ? this : throw new ApiErrorException(400, $"missing required field: {missing}{at}");
    }
}
