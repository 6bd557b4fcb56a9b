using Holdfast.Chaos.Connections;

namespace Holdfast.Chaos.Toxiproxy.Server;

/// <summary>A proxy as a client describes it; what is null was not said.</summary>
internal sealed record ProxyRequest(string? Name, string? Listen, string? Upstream, bool? Enabled)
{
    public static ProxyRequest From(JsonObjectBody body) =>
        new(body.Text("name"), body.Text("listen"), body.Text("upstream"), body.Flag("enabled"));

    public ProxyChange Change => new(Listen, Upstream, Enabled);

    /// <summary>Toxiproxy's order: the name first. Where several come at once, the place (from 1) is said.</summary>
    public ProxyRequest Checked(int? place = null)
    {
        var missing = string.IsNullOrEmpty(Name) ? "name" : string.IsNullOrEmpty(Upstream) ? "upstream" : null;
        var at = place is null ? "" : $" at proxy {place}";
        return missing is null ? this : throw new ApiErrorException(400, $"missing required field: {missing}{at}");
    }
}
