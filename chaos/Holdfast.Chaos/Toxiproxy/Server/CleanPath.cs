namespace Holdfast.Chaos.Toxiproxy.Server;

/// <summary>
/// The path to which Toxiproxy's router redirects a path with empty segments, <c>.</c> or <c>..</c>. Percent-encoded ones are not
/// changed, so that a proxy can have any name.
/// </summary>
internal static class CleanPath
{
    /// <summary>The cleaned target as a Location, or null if it is clean.</summary>
    public static string? Of(string target)
    {
        var parts = target.Split('?', 2);
        var given = parts[0].Split('/');
        if (given[0].Length > 0
            || !given[1..].Select((segment, index) => IsUnclean(segment, index == given.Length - 2)).Any(unclean => unclean))
        {
            return null;
        }

        var clean = new List<string>();
        foreach (var segment in given.Where(segment => segment is not ("" or ".")))
        {
            if (segment != "..")
            {
                clean.Add(segment);
            }
            else if (clean.Count > 0)
            {
                clean.RemoveAt(clean.Count - 1);
            }
        }

        var slash = clean.Count > 0 && given[^1].Length == 0 ? "/" : "";
        return Sendable($"/{string.Join('/', clean)}{slash}{(parts.Length > 1 ? "?" + parts[1] : "")}");
    }

    // RFC 3986, 2: characters that a URL cannot have are percent-encoded. The host accepts them in a request's target, and refuses them in
    // a Location.
    private static string Sendable(string target) =>
        string.Concat(target.Select(character => character is > ' ' and <= '~' ? $"{character}" : Uri.EscapeDataString($"{character}")));

    private static bool IsUnclean(string segment, bool isLast) => segment is "." or ".." || (segment.Length == 0 && !isLast);
}
