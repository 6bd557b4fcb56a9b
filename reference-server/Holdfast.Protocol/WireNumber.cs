using System.Globalization;

namespace Holdfast.Protocol;

/// <summary>
/// Non-negative integers as header fields carry them: ASCII digits without leading zeros, at most 2^63 − 1. Signs, blanks, exponents and
/// other scripts' digits are refused, because two readers of one message must never see two numbers.
/// </summary>
public static class WireNumber
{
    // 2^63 − 1 has nineteen digits; more digits can only be padding or overflow.
    private const int MaxDigits = 19;

    /// <summary>Reads <paramref name="text"/>; false when it isn't a plain decimal number in range.</summary>
    public static bool TryParse(string? text, out long value)
    {
        value = 0;
        return text is { Length: > 0 and <= MaxDigits }
            && !text.AsSpan().ContainsAnyExceptInRange('0', '9')
            && !HasLeadingZero(text)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Writes <paramref name="value"/> in the same form.</summary>
    public static string Format(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static bool HasLeadingZero(string text) => text.Length > 1 && text[0] == '0';
}
