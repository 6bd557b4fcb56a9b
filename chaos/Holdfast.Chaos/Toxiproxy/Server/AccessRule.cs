using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Chaos.Toxiproxy.Server;

/// <summary>
/// Who may drive the API: whoever has the token, if there is one; and without one, whoever addresses it by a name that is its
/// own. A web page that has its name resolve to this machine (DNS rebinding) sends that name as Host.
/// </summary>
internal sealed class AccessRule(ToxiproxyServerOptions options, IPAddress listener)
{
    private readonly byte[]? _token = string.IsNullOrEmpty(options.AuthToken) ? null : Digest(options.AuthToken);
    private readonly HashSet<string> _hosts = new(options.AllowedHosts.Append(options.Host), StringComparer.OrdinalIgnoreCase);
    private readonly bool _isOpen = !IPAddress.IsLoopback(listener);

    /// <summary>Whether anybody who can reach the address may change proxies.</summary>
    public bool IsUnguarded => _isOpen && _token is null;

    /// <summary>The answer to a request that is refused, or null.</summary>
    public ApiAnswer? Refuses(HttpContext context)
    {
        if (BrowserRule.Refuses(context.Request) is { } browser)
        {
            return ApiAnswer.Error(StatusCodes.Status403Forbidden, browser);
        }

        if (_token is null)
        {
            var host = context.Request.Host.Host;
            return IsOwn(host) ? null : ApiAnswer.Error(
                StatusCodes.Status403Forbidden, $"Host '{host}' not allowed; allow it with --allowed-host, or set TOXIPROXY_AUTH_TOKEN");
        }

        if (IsAuthentic(context.Request.Headers.Authorization.ToString()))
        {
            return null;
        }

        // RFC 9110, section 11.6.1: a 401 names the scheme.
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return ApiAnswer.Error(
            StatusCodes.Status401Unauthorized, "unauthorized: send the token of TOXIPROXY_AUTH_TOKEN as 'Authorization: Bearer <token>'");
    }

    // Digests have one length, so that the time tells nothing of the token's.
    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private bool IsAuthentic(string credentials) =>
        credentials.Split(' ', 2) is [var scheme, var token] && scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Digest(token.Trim(' ')), _token);

    // Addresses are nobody's names: a page at one comes from there. Names without a dot are those of a local network, as Docker
    // gives them, and mean the API where it listens there; a public name has a dot.
    private bool IsOwn(string host)
    {
        var name = host.TrimEnd('.');
        return name.Length == 0 || IPAddress.TryParse(name.Trim('[', ']'), out _)
            || name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || _hosts.Contains(name) || _hosts.Contains("*")
            || (_isOpen && !name.Contains('.', StringComparison.Ordinal));
    }
}
