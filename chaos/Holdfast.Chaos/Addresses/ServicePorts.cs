using System.Collections.Frozen;
using System.Globalization;

namespace Holdfast.Chaos.Addresses;

/// <summary>
/// The port of a service name, as Go finds it, in whose notation Toxiproxy's addresses are: in the machine's list of
/// services, and some names without it.
/// </summary>
internal static class ServicePorts
{
    // Of Go's package net, lookup.go: what it knows where there is no list.
    private static readonly Dictionary<string, int> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ftp"] = 21, ["ftps"] = 990, ["gopher"] = 70, ["http"] = 80, ["https"] = 443, ["imap2"] = 143, ["imap3"] = 220,
        ["imaps"] = 993, ["pop3"] = 110, ["pop3s"] = 995, ["smtp"] = 25, ["submissions"] = 465, ["ssh"] = 22, ["telnet"] = 23,
    };

    private static readonly Lazy<FrozenDictionary<string, int>> Services = new(() => Read(List()));

    /// <summary>The port of a TCP service; null if none has this name.</summary>
    public static int? Of(string name) => Services.Value.TryGetValue(name, out var port) ? port : null;

    /// <summary>What a list in the form of <c>/etc/services</c> names: <c>http 80/tcp www # comment</c>.</summary>
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
            // Small container images have none: then the names above are all.
            return [];
        }
    }
}
