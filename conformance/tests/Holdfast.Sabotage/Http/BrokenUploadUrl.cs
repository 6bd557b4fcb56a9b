using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Http;

/// <summary>
/// Defects in the choice of upload URLs: the last segment of the URL is not the id under which the store keeps the upload.
/// </summary>
internal static class BrokenUploadUrl
{
    /// <summary>Gives each upload another last URL segment than its id.</summary>
    /// <param name="choose">Returns the segment, from the request that creates the upload and the id in the store.</param>
    public static Break Replaced(Func<HttpContext, string, string> choose)
    {
        var (ids, names) = (new ConcurrentDictionary<string, string>(), new ConcurrentDictionary<string, string>());
        return Broken.Both(
            Broken.Both(
                BrokenDraft.Success("POST", (context, headers) => headers.Location = Renamed(context, headers.Location.ToString())),
                BrokenInterim.Announcement(
                    (context, fields) => BrokenInterim.With(fields, "Location", location => Renamed(context, location)))),
            Broken.Request(request => request.RouteValues["uploadId"] =
                ids.GetValueOrDefault(Broken.IdOf(request.HttpContext), Broken.IdOf(request.HttpContext))));

        string Renamed(HttpContext context, string location)
        {
            var end = location.LastIndexOf('/') + 1;
            var name = names.GetOrAdd(location[end..], id => choose(context, id));
            ids[Uri.UnescapeDataString(name)] = location[end..];
            return location[..end] + name;
        }
    }
}
