using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage;

/// <summary>Uploads have other names towards clients than in the store, and those names are chosen badly.</summary>
internal static class OtherNames
{
    /// <param name="choose">Gives an upload's name, from the request that creates it and the name in the store.</param>
    public static Break Chosen(Func<HttpContext, string, string> choose)
    {
        var (ids, names) = (new ConcurrentDictionary<string, string>(), new ConcurrentDictionary<string, string>());
        return Broken.Both(
            Broken.Both(
                BrokenDraft.Success("POST", (context, headers) => headers.Location = Renamed(context, headers.Location.ToString())),
                BrokenInterim.Announcement((context, fields) => BrokenInterim.With(fields, "Location", location => Renamed(context, location)))),
            Broken.Request(request => request.RouteValues["uploadId"] = ids.GetValueOrDefault(Broken.IdOf(request.HttpContext), Broken.IdOf(request.HttpContext))));

        string Renamed(HttpContext context, string location)
        {
            var end = location.LastIndexOf('/') + 1;
            var name = names.GetOrAdd(location[end..], id => choose(context, id));
            ids[Uri.UnescapeDataString(name)] = location[end..];
            return location[..end] + name;
        }
    }
}
