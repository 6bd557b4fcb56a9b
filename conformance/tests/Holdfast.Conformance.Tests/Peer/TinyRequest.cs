using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Conformance.Tests.Peer;

/// <summary>A request head as the tiny tus server reads it.</summary>
internal sealed partial record TinyRequest(string Method, string Path, ILookup<string, string> Fields)
{
    public string? this[string name] => Fields[name].FirstOrDefault();

    public bool Chunked => this["Transfer-Encoding"] == "chunked";

    public long ContentLength => Number("Content-Length") ?? 0;

    public static TinyRequest Parse(string head)
    {
        var lines = head.Split("\r\n");
        var fields = lines.Skip(1).Where(line => line.Length > 0).Select(line => line.Split(':', 2))
            .ToLookup(parts => parts[0], parts => parts[1].Trim(' '), StringComparer.OrdinalIgnoreCase);
        var real = lines[0].Split(' ');
        var named = fields["X-HTTP-Method-Override"].FirstOrDefault();
        return new TinyRequest(string.IsNullOrEmpty(named) ? real[0] : named, real[1].Split('?')[0], fields);
    }

    /// <summary>The field's number when it stands there once and is one or more digits.</summary>
    public long? Number(string name) =>
        Fields[name].ToList() is [var text] && Digits().IsMatch(text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex("^(0|[1-9][0-9]*)$")]
    private static partial Regex Digits();
}
