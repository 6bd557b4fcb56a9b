using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Reports.Findings;

/// <summary>Reads a case's id: a case of the draft has the interop version behind the protocol, <c>ietf/10/creation/empty</c>.</summary>
internal static partial class CaseVariant
{
    /// <summary>Gives the interop version, or <see langword="null"/> for a case that has none.</summary>
    public static int? Version(string id) =>
        Segment().Match(id) is { Success: true } match ? int.Parse(match.Groups["version"].Value, CultureInfo.InvariantCulture) : null;

    /// <summary>Gives the id without the version, the same for all variants of a case.</summary>
    public static string CatalogueId(string id) => Segment().Replace(id, "${protocol}/");

    /// <summary>Gives the protocol, for example <c>tus</c>.</summary>
    public static string Protocol(string id) => id.Split('/', 2)[0];

    /// <summary>Whether the case speaks HTTP/2, or breaks the network, as a segment of its id says.</summary>
    public static bool IsAbout(string id, string segment) => id.Split('/').Contains(segment, StringComparer.Ordinal);

    [GeneratedRegex(@"\A(?<protocol>[a-z]+)/(?<version>\d{1,4})/")]
    private static partial Regex Segment();
}
