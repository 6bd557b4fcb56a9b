using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Conformance.Tests.Peer;

/// <summary>A request head as the tiny tus server reads it.</summary>
internal sealed partial record TinyRequest(string Method, string Path, string Version, ILookup<string, string> Fields)
{
    public string? this[string name] => Fields[name].FirstOrDefault();

    public bool Chunked => string.Equals(this["Transfer-Encoding"], "chunked", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the connection ends with the answer (RFC 9112, 9.3).</summary>
    public bool Closes => Version == "HTTP/1.0" || this["Connection"] == "close";

    /// <summary>Whether a 100 (Continue) is waited for (RFC 9110, 10.1.1).</summary>
    public bool Waits => Version != "HTTP/1.0" && string.Equals(this["Expect"], "100-continue", StringComparison.OrdinalIgnoreCase);

    /// <summary>All lines of a name, as one.</summary>
    public string Joined(string name) => string.Join(", ", Fields[name]);

    public long ContentLength => Number("Content-Length") ?? 0;

    public static TinyRequest Parse(string head)
    {
        var lines = head.Split("\r\n");
        var fields = lines.Skip(1).Where(line => line.Length > 0).Select(line => line.Split(':', 2))
            .ToLookup(parts => parts[0], parts => parts[1].Trim(' ', '\t'), StringComparer.OrdinalIgnoreCase);
        var real = lines[0].Split(' ');
        var named = string.Join(", ", fields["X-HTTP-Method-Override"]);
        var path = Origin().Replace(real[1], "").Split('?')[0];
        return new TinyRequest(named.Length == 0 || real[0] == "OPTIONS" ? real[0] : named, path, real[2], fields);
    }

    /// <summary>The field's number when it stands there once and is one or more digits.</summary>
    public long? Number(string name) =>
        Fields[name].ToList() is [var text] && Digits().IsMatch(text)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex("^https?://[^/]*")]
    private static partial Regex Origin();

    [GeneratedRegex("^(0|[1-9][0-9]*)$")]
    private static partial Regex Digits();
}
