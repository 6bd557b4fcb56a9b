namespace Holdfast.Server.Hooks.Grpc;

/// <summary>The address of a gRPC server, in gRPC's own notation.</summary>
/// <param name="Url">The address for HTTP/2, which also names the host whose certificate is expected.</param>
/// <param name="Socket">The Unix socket on which the server listens; null for TCP.</param>
internal sealed record GrpcTarget(Uri Url, string? Socket)
{
    private const string Dns = "dns:///";
    private const string Unix = "unix:";

    /// <exception cref="ArgumentException">It is no address.</exception>
    public static GrpcTarget Parse(string text, bool isSecure)
    {
        var scheme = isSecure ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        if (text.StartsWith(Unix, StringComparison.Ordinal) && text[Unix.Length..] is { Length: > 0 } path)
        {
            // unix:PATH and unix:///PATH; a host in between is none.
            return new GrpcTarget(new Uri($"{scheme}://localhost"), path.StartsWith("///", StringComparison.Ordinal) ? path[2..] : path);
        }

        var authority = text.StartsWith(Dns, StringComparison.Ordinal) ? text[Dns.Length..] : text;
        return Uri.TryCreate($"{scheme}://{authority}/", UriKind.Absolute, out var url)
            && url is { PathAndQuery: "/", UserInfo: "", Fragment: "" }
            && authority.EndsWith($":{url.Port}", StringComparison.Ordinal)
            ? new GrpcTarget(url, null)
            : throw new ArgumentException($"'{text}' is no address of a gRPC server. Expected 'HOST:PORT' or 'unix:PATH', for example "
                + "'localhost:8000'.", nameof(text));
    }
}
