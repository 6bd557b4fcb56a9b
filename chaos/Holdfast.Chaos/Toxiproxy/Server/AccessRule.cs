using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Chaos.Toxiproxy.Server;

/// <summary>
/// Decides which requests the API accepts. If a token is set, a request must carry it. Otherwise its Host must be a name or an address of
/// this machine: a web page that lets its own name resolve to this machine (DNS rebinding) sends that name as Host.
/// </summary>
internal sealed class AccessRule(ToxiproxyServerOptions options, IPAddress listener)
{
    private readonly byte[]? _token = string.IsNullOrEmpty(options.AuthToken) ? null : Digest(options.AuthToken);
    private readonly HashSet<string> _hosts = new(options.AllowedHosts.Append(options.Host), StringComparer.OrdinalIgnoreCase);
    private readonly bool _isOpen = !IPAddress.IsLoopback(listener);

    /// <summary>Whether the API listens beyond loopback without a token.</summary>
    public bool IsUnguarded => _isOpen && _token is null;

    /// <summary>The answer that refuses a request; null if the request is allowed.</summary>
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

    // Digests have equal lengths, so that the time of the comparison does not reveal the length of the token.
    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private bool IsAuthentic(string credentials) =>
        credentials.Split(' ', 2) is [var scheme, var token] && scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Digest(token.Trim(' ')), _token);

    // An address is always allowed, because DNS rebinding needs a name. A name without a dot belongs to a local network (Docker assigns
    // such names), so it is allowed if the API listens beyond loopback. A public name has a dot.
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
