using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Holdfast.Server.Tests;

internal sealed record WireResponse(int Status, ILookup<string, string> Headers, string Body)
{
    public string? this[string header] => Headers[header].SingleOrDefault();

    public long Offset => long.Parse(this["Upload-Offset"].ShouldNotBeNull(), CultureInfo.InvariantCulture);

    public static bool TryParse(string text, bool isHead, [NotNullWhen(true)] out WireResponse? response, out int length)
    {
        response = null;
        length = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        if (length < 4)
        {
            return false;
        }

        var lines = text[..(length - 4)].Split("\r\n");
        var headers =
            lines.Skip(1).Select(line => line.Split(": ", 2)).ToLookup(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var body = isHead ? 0 : int.Parse(headers["Content-Length"].FirstOrDefault("0"), CultureInfo.InvariantCulture);
        if (text.Length < length + body)
        {
            return false;
        }

        response = new WireResponse(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, text.Substring(length, body));
        length += body;
        return true;
    }
}
