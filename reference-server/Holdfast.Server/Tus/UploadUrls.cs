using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Holdfast.Server;

/// <summary>The URLs of uploads, as one request to the creation URL shows them.</summary>
internal sealed class UploadUrls(HttpRequest creation)
{
    // Relative references need some base; a host that nobody has (RFC 2606, 2) makes every absolute URL a foreign one.
    private static readonly HostString NoHost = new("host.invalid");

    private readonly PathString _base = creation.Path.Value!.TrimEnd('/') + "/";
    private Uri? _home;

    private Uri Home => _home ??=
        new Uri(UriHelper.BuildAbsolute(creation.Scheme, creation.Host.HasValue ? creation.Host : NoHost, creation.PathBase, _base));

    /// <summary>The URL of the request itself.</summary>
    public static string Of(HttpRequest request) => request.Host.HasValue
        ? UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, request.Path)
        : request.PathBase.Add(request.Path).ToUriComponent();

    /// <summary>tus 1.0.0, Creation: Location is absolute or relative. Absolute as in tusd; HTTP/1.0 may tell no host.</summary>
    public string Locate(string id)
    {
        var path = new PathString(_base.Value + id);
        return creation.Host.HasValue
            ? UriHelper.BuildAbsolute(creation.Scheme, creation.Host, creation.PathBase, path)
            : creation.PathBase.Add(path).ToUriComponent();
    }

    /// <summary>
    /// The id behind a URL, absolute or relative to the creation URL (RFC 3986, 5.2); null when it leads anywhere else than to an upload
    /// of this server. Nothing is ever fetched from it.
    /// </summary>
    public string? IdOf(string url)
    {
        if (!Uri.TryCreate(Home, url, out var target) || !IsHere(target))
        {
            return null;
        }

        var id = Uri.UnescapeDataString(target.AbsolutePath[Home.AbsolutePath.Length..].Trim('/'));
        return UploadId.IsSafe(id) ? id : null;
    }

    // Paths compare without case, as ASP.NET Core routes them. A proxy that ends TLS makes the client's URLs https while ours are http,
    // with the default port on both sides.
    private bool IsHere(Uri target) =>
        (target.Scheme == Uri.UriSchemeHttp || target.Scheme == Uri.UriSchemeHttps)
        && target.UserInfo.Length == 0
        && string.Equals(target.Host, Home.Host, StringComparison.OrdinalIgnoreCase)
        && (target.Port == Home.Port || (target.IsDefaultPort && Home.IsDefaultPort))
        && target.AbsolutePath.StartsWith(Home.AbsolutePath, StringComparison.OrdinalIgnoreCase);
}
