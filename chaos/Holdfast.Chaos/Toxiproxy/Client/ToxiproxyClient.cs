using System.Text.Json.Nodes;
using Holdfast.Chaos.Toxiproxy.Client;

namespace Holdfast.Chaos;

/// <summary>
/// A client for the API of Toxiproxy 2.x: of <see cref="ToxiproxyServer"/> or of Toxiproxy itself. Every method throws a
/// <see cref="ToxiproxyException"/> with the server's status and text if the server refuses.
/// </summary>
/// <param name="url">The URL of the API, for example <c>http://127.0.0.1:8474</c>.</param>
/// <param name="authToken">The token of a server that was started with <c>TOXIPROXY_AUTH_TOKEN</c>; null or empty: none is sent.</param>
public sealed class ToxiproxyClient(Uri url, string? authToken = null) : IDisposable
{
    private readonly ToxiproxyTransport _transport = new(url, authToken);

    /// <summary>The server's version, for example <c>2.12.0</c>.</summary>
    public async Task<string> GetVersionAsync(CancellationToken cancellationToken = default)
    {
        var answer = await _transport.SendAsync(HttpMethod.Get, "version", null, cancellationToken);

        // Before 2.6 the version came as plain text.
        return answer.Json is JsonObject json ? json.Text("version") : answer.Text.Trim();
    }

    /// <summary>All proxies, by name.</summary>
    public async Task<IReadOnlyDictionary<string, ProxyInfo>> ListAsync(CancellationToken cancellationToken = default)
    {
        var answer = await _transport.SendAsync(HttpMethod.Get, "proxies", null, cancellationToken);
        return answer.Read(json => json.Object().ToDictionary(pair => pair.Key, pair => ProxyInfo.From(pair.Value.Object())));
    }

    /// <summary>One proxy.</summary>
    public Task<ProxyInfo> GetAsync(string proxy, CancellationToken cancellationToken = default) =>
        ProxyAsync(HttpMethod.Get, PathOf(proxy), null, cancellationToken);

    /// <summary>Creates a proxy.</summary>
    public Task<ProxyInfo> CreateAsync(ProxySpec proxy, CancellationToken cancellationToken = default) =>
        ProxyAsync(HttpMethod.Post, "proxies", proxy.ToJson(), cancellationToken);

    /// <summary>Changes the settings that are not null.</summary>
    public Task<ProxyInfo> UpdateAsync(
        string proxy, string? listen = null, string? upstream = null, bool? enabled = null,
        CancellationToken cancellationToken = default)
    {
        var change = new JsonObject { ["listen"] = listen, ["upstream"] = upstream, ["enabled"] = enabled };
        return ProxyAsync(HttpMethod.Post, PathOf(proxy), change, cancellationToken);
    }

    /// <summary>Enables a proxy: it listens again, on the same address.</summary>
    public Task<ProxyInfo> EnableAsync(string proxy, CancellationToken cancellationToken = default) =>
        UpdateAsync(proxy, enabled: true, cancellationToken: cancellationToken);

    /// <summary>Disables a proxy: it stops listening, and its connections are closed.</summary>
    public Task<ProxyInfo> DisableAsync(string proxy, CancellationToken cancellationToken = default) =>
        UpdateAsync(proxy, enabled: false, cancellationToken: cancellationToken);

    /// <summary>Deletes a proxy and closes its connections.</summary>
    public Task DeleteAsync(string proxy, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(HttpMethod.Delete, PathOf(proxy), null, cancellationToken);

    /// <summary>A proxy's toxics.</summary>
    public async Task<IReadOnlyList<ToxicInfo>> ListToxicsAsync(string proxy, CancellationToken cancellationToken = default)
    {
        var answer = await _transport.SendAsync(HttpMethod.Get, PathOf(proxy) + "/toxics", null, cancellationToken);
        return answer.Read(json => json.AsArray().Select(toxic => ToxicInfo.From(toxic.Object())).ToList());
    }

    /// <summary>One toxic.</summary>
    public Task<ToxicInfo> GetToxicAsync(string proxy, string toxic, CancellationToken cancellationToken = default) =>
        ToxicAsync(HttpMethod.Get, PathOf(proxy, toxic), null, cancellationToken);

    /// <summary>Adds a toxic.</summary>
    public Task<ToxicInfo> AddToxicAsync(string proxy, Toxic toxic, CancellationToken cancellationToken = default) =>
        ToxicAsync(HttpMethod.Post, PathOf(proxy) + "/toxics", ToxicJson.Whole(toxic), cancellationToken);

    /// <summary>Changes the attributes and the toxicity of the toxic of this name.</summary>
    public Task<ToxicInfo> UpdateToxicAsync(string proxy, Toxic toxic, CancellationToken cancellationToken = default) =>
        ToxicAsync(HttpMethod.Post, PathOf(proxy, toxic.Name), ToxicJson.Change(toxic), cancellationToken);

    /// <summary>Removes a toxic.</summary>
    public Task RemoveToxicAsync(string proxy, string toxic, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(HttpMethod.Delete, PathOf(proxy, toxic), null, cancellationToken);

    /// <summary>Creates the proxies that are missing, and changes those that differ in listen or upstream.</summary>
    public async Task<IReadOnlyList<ProxyInfo>> PopulateAsync(IEnumerable<ProxySpec> proxies, CancellationToken cancellationToken = default)
    {
        var body = new JsonArray([.. proxies.Select(proxy => proxy.ToJson())]);
        var answer = await _transport.SendAsync(HttpMethod.Post, "populate", body, cancellationToken);

        // The real one answers null instead of an empty list.
        return answer.Read(json => (json.Object()["proxies"] as JsonArray ?? []).Select(proxy => ProxyInfo.From(proxy.Object())).ToList());
    }

    /// <summary>Enables every proxy and removes every toxic.</summary>
    public Task ResetAsync(CancellationToken cancellationToken = default) =>
        _transport.SendAsync(HttpMethod.Post, "reset", null, cancellationToken);

    /// <summary>The events in a proxy's log, oldest first. A real Toxiproxy has no log and answers 404.</summary>
    public async Task<IReadOnlyList<LogEntry>> LogAsync(string proxy, CancellationToken cancellationToken = default)
    {
        var answer = await _transport.SendAsync(HttpMethod.Get, PathOf(proxy) + "/log", null, cancellationToken);
        return answer.Read(json => json.AsArray().Select(entry => LogEntry.From(entry.Object())).ToList());
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    private static string PathOf(string proxy) => $"proxies/{Uri.EscapeDataString(proxy)}";

    private static string PathOf(string proxy, string toxic) => $"{PathOf(proxy)}/toxics/{Uri.EscapeDataString(toxic)}";

    private async Task<ProxyInfo> ProxyAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken) =>
        (await _transport.SendAsync(method, path, body, cancellationToken)).Read(json => ProxyInfo.From(json.Object()));

    private async Task<ToxicInfo> ToxicAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken) =>
        (await _transport.SendAsync(method, path, body, cancellationToken)).Read(json => ToxicInfo.From(json.Object()));
}
