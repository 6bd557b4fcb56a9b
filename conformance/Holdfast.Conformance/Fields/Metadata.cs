using System.Text;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Fields;

/// <summary>The suite's own reading of Upload-Metadata (tus 1.0.0, Upload-Metadata), independent of any server's.</summary>
internal static class Metadata
{
    /// <summary>Writes one pair.</summary>
    public static string Pair(string key, ReadOnlySpan<byte> value) => $"{key} {Convert.ToBase64String(value)}";

    /// <summary>Writes pairs.</summary>
    public static string Of(IEnumerable<KeyValuePair<string, string>> pairs) =>
        string.Join(',', pairs.Select(pair => Pair(pair.Key, pair.Value)));

    public static string Pair(string key, string value) => Pair(key, Encoding.UTF8.GetBytes(value));

    /// <summary>
    /// The pairs in order, values in hexadecimal so that they compare byte by byte; <see langword="null"/> when it does not parse.
    /// </summary>
    public static IReadOnlyList<string>? Read(string? value) =>
        value is null ? null : Pairs(value.Split(',').Select(pair => pair.Trim(' ')));

    /// <summary>
    /// The pairs that the client may have meant, parsed as leniently as any server does: empty members of the list, repeated spaces,
    /// missing padding and the URL-safe alphabet are accepted. A server that accepts these is judged by the pairs, not by their form.
    /// </summary>
    public static IReadOnlyList<string>? Meant(string value) => Pairs(value.Split(',').Select(Mended).Where(pair => pair.Length > 0));

    /// <summary>
    /// How faithfully <paramref name="answer"/> repeats <paramref name="sent"/>: three grades, since the text can be read in three ways.
    /// </summary>
    public static string Echo(string sent, Exchange answer)
    {
        if (answer["Upload-Metadata"] is not { } received)
        {
            return Meant(sent) is [] ? "the same pairs in the same order" : "absent";
        }

        var (before, after) = (Meant(sent), Read(received));
        return received == sent ? "byte for byte"
            : before is null || after is null ? $"not the pairs that were sent: '{received}'"
            : before.SequenceEqual(after) ? "the same pairs in the same order"
            : before.Order().SequenceEqual(after.Order()) ? "the same pairs in another order"
            : Difference(before, after);
    }

    private static string Difference(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        if (before.Except(after).FirstOrDefault() is not { } lost)
        {
            return $"{after.Count} pairs, where {before.Count} were sent";
        }

        var key = lost[..(lost.IndexOf('=', StringComparison.Ordinal) + 1)];
        if (after.FirstOrDefault(pair => pair.StartsWith(key, StringComparison.Ordinal)) is not { } changed)
        {
            return $"the key '{key[..^1]}' is missing";
        }

        // Two hexadecimal digits a byte.
        var same = (lost.AsSpan().CommonPrefixLength(changed) - key.Length) / 2;
        return $"another value of '{key[..^1]}': {(changed.Length - key.Length) / 2} bytes that differ from byte {same} on";
    }

    private static string Mended(string pair)
    {
        var parts = pair.Trim(' ').Split(' ', 2);
        if (parts.Length < 2)
        {
            return parts[0];
        }

        var digits = parts[1].Replace(" ", "", StringComparison.Ordinal).TrimEnd('=').Replace('-', '+').Replace('_', '/');
        return $"{parts[0]} {digits}{new string('=', (4 - (digits.Length % 4)) % 4)}";
    }

    private static List<string>? Pairs(IEnumerable<string> pairs)
    {
        var read = new List<string>();
        foreach (var pair in pairs)
        {
            var parts = pair.Split(' ', 2);
            var value = parts.ElementAtOrDefault(1) ?? "";
            var bytes = new byte[pair.Length];

            // The framework's decoder skips spaces, but a value must not have any.
            if (parts[0].Length == 0 || value.Any(char.IsWhiteSpace) || !Convert.TryFromBase64String(value, bytes, out var length))
            {
                return null;
            }

            read.Add($"{parts[0]}={Convert.ToHexString(bytes, 0, length)}");
        }

        return read;
    }
}
