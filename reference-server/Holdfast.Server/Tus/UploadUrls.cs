using Holdfast.Server.Proxies;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Holdfast.Server.Tus;

/// <summary>The URLs of uploads, as one request to the creation URL shows them.</summary>
internal sealed class UploadUrls(HttpRequest creation)
{
    // Relative references need a base, whose host doesn't matter. RFC 2606, section 2, reserves one for such uses.
    private static readonly HostString NoHost = new("host.invalid");

    private readonly PathString _base = creation.Path.Value!.TrimEnd('/') + "/";

    // The path with the prefix that a proxy or the application removed, and the path without it.
    private Uri Home => field ??= new Uri(UriHelper.BuildAbsolute(Uri.UriSchemeHttp, NoHost, creation.PathBase, _base));

    private Uri Inner => field ??= new Uri(UriHelper.BuildAbsolute(Uri.UriSchemeHttp, NoHost, path: _base));

    /// <summary>The URL of the request itself.</summary>
    public static string Of(HttpRequest request) => request.Host.HasValue
        ? UriHelper.BuildAbsolute(request.Scheme, UnspecifiedHost.AsSent(request.Host), request.PathBase, request.Path)
        : request.PathBase.Add(request.Path).ToUriComponent();

    /// <summary>
    /// tus 1.0.0, Creation: Location is absolute or relative. Absolute as in tusd; a request of HTTP/1.0 may have no host.
    /// </summary>
    public string Locate(string id)
    {
        var path = new PathString(_base.Value + id);
        return creation.Host.HasValue
            ? UriHelper.BuildAbsolute(creation.Scheme, UnspecifiedHost.AsSent(creation.Host), creation.PathBase, path)
            : creation.PathBase.Add(path).ToUriComponent();
    }

    /// <summary>
    /// The id behind a URL, absolute or relative to the creation URL (RFC 3986, 5.2); null when it can't be that of an upload here. As in
    /// tusd, the id is the part after the base path, whatever precedes it: clients behind a proxy know the server by another host, and
    /// often by a longer path. Nothing is ever fetched from it.
    /// </summary>
    public string? IdOf(string url)
    {
        if (!Uri.TryCreate(Home, url, out var target) || (target.Scheme != Uri.UriSchemeHttp && target.Scheme != Uri.UriSchemeHttps))
        {
            return null;
        }

        var id = Behind(Home, target) ?? Behind(Inner, target);
        return id is not null && UploadId.IsSafe(id) ? id : null;
    }

    // Paths compare without case, as ASP.NET Core routes them.
    private static string? Behind(Uri home, Uri target)
    {
        var at = target.AbsolutePath.IndexOf(home.AbsolutePath, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : Uri.UnescapeDataString(target.AbsolutePath[(at + home.AbsolutePath.Length)..].Trim('/'));
    }
}
