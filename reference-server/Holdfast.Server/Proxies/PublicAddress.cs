using Holdfast.Server.Core;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Proxies;

/// <summary>Makes a request look as the client sent it, when something in front of the server has another address.</summary>
internal static class PublicAddress
{
    public static void Apply(HttpRequest request, UploadOptions options, string id)
    {
        if (options.PublicUrl is { } url)
        {
            request.Scheme = url.Scheme;
            request.Host = new HostString(url.Authority);
            request.PathBase = PathString.Empty;
            request.Path = PathString.FromUriComponent(url.AbsolutePath.TrimEnd('/') + "/").Add("/" + id);
        }
        else if (options.BehindProxy)
        {
            ForwardedHeaders.Apply(request);
        }
    }

    /// <exception cref="ArgumentException">The URL isn't one of a creation URL.</exception>
    public static void ThrowIfInvalid(Uri? url)
    {
        if (url is not null && !UploadOptions.IsCreationUrl(url))
        {
            throw new ArgumentException($"The public URL is '{url}', one like 'https://uploads.example/files/' was expected.", nameof(url));
        }
    }
}
