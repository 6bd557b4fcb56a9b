using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Holdfast.Chaos.Toxiproxy.Json;

/// <summary>
/// Makes all strings of a JSON text valid Unicode. As Go's reader (and so Toxiproxy) does, it replaces bytes that are not UTF-8 and
/// escapes of half a surrogate pair (RFC 8259, section 8.2) with U+FFFD. .NET's reader throws an exception for them.
/// </summary>
internal static partial class UnicodeRepair
{
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> json)
    {
        if (Utf8.IsValid(json) && json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0)
        {
            return json;
        }

        var text = Encoding.UTF8.GetString(json);
        return Encoding.UTF8.GetBytes(Escape().Replace(text, escape => escape.Groups["half"].Success ? "\\ufffd" : escape.Value));
    }

    // A surrogate pair, half of one, or any other escape, including that of a backslash.
    [GeneratedRegex(
        @"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
        RegexOptions.Singleline)]
    private static partial Regex Escape();
}
