namespace Holdfast.Client.Exchanges;

/// <summary>
/// URLs as servers write them. tus 1.0.0: their layout is the server's business, so paths and queries are sent back byte for byte; .NET
/// would decode <c>%7E</c> and remove <c>/../</c>.
/// </summary>
internal static class UploadUrl
{
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>The absolute form of a <c>Location</c> (RFC 9110, 10.2.2); null when it is none of HTTP.</summary>
    public static Uri? Resolve(Uri from, string? location)
    {
        if (string.IsNullOrEmpty(location) || location.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return null;
        }

        location = location.Split('#')[0];
        if (location.IndexOf("://", StringComparison.Ordinal) is > 0 and var scheme && location.IndexOfAny(['/', '?']) > scheme)
        {
            return Parse(location);
        }

        var authority = from.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        return location switch
        {
            ['/', '/', ..] => Parse($"{from.Scheme}:{location}"),
            ['/', ..] => Parse(authority + location),
            _ when Uri.TryCreate(new Uri(from.AbsoluteUri), location, out var merged) => IsOfHttp(merged) ? merged : null,
            _ => null,
        };
    }

    /// <summary>An absolute URL; null when it is none of HTTP.</summary>
    public static Uri? Parse(string url) => Uri.TryCreate(url, in Verbatim, out var parsed) && IsOfHttp(parsed) ? parsed : null;

    private static bool IsOfHttp(Uri url) => url.IsAbsoluteUri && url.Scheme is "http" or "https" && url.Host.Length > 0;
}
