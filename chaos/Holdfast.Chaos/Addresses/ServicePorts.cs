using System.Collections.Frozen;
using System.Globalization;

namespace Holdfast.Chaos.Addresses;

/// <summary>
/// The port of a service name, found as Go does it, because Toxiproxy takes addresses in Go's notation: in the system's list of services
/// (<c>/etc/services</c>), and for some names without it.
/// </summary>
internal static class ServicePorts
{
    // From Go's package net, lookup.go: the names that it knows without the system's list.
    private static readonly Dictionary<string, int> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ftp"] = 21, ["ftps"] = 990, ["gopher"] = 70, ["http"] = 80, ["https"] = 443, ["imap2"] = 143, ["imap3"] = 220,
        ["imaps"] = 993, ["pop3"] = 110, ["pop3s"] = 995, ["smtp"] = 25, ["submissions"] = 465, ["ssh"] = 22, ["telnet"] = 23,
    };

    private static readonly Lazy<FrozenDictionary<string, int>> Services = new(() => Read(List()));

    /// <summary>The port of a TCP service; null if the name is unknown.</summary>
    public static int? Of(string name) => Services.Value.TryGetValue(name, out var port) ? port : null;

    /// <summary>Reads lines in the form of <c>/etc/services</c>: <c>http 80/tcp www # comment</c>.</summary>
    internal static FrozenDictionary<string, int> Read(IEnumerable<string> lines)
    {
        var ports = new Dictionary<string, int>(Known, StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines)
        {
            var words = line.Split('#', 2)[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 2 && words[1].Split('/') is [var number, "tcp"]
                && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            {
                foreach (var name in words.Where((_, index) => index != 1))
                {
                    ports[name] = port;
                }
            }
        }

        return ports.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private static string[] List()
    {
        var file = OperatingSystem.IsWindows()
            ? Path.Combine(Environment.SystemDirectory, "drivers", "etc", "services")
            : "/etc/services";
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            // Small container images have no such file; then only the names above are known.
            return [];
        }
    }
}
