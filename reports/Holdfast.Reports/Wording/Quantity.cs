using System.Globalization;

namespace Holdfast.Reports.Wording;

/// <summary>Numbers with their units.</summary>
public static class Quantity
{
    /// <summary>Gives a duration, for example <c>12 ms</c> or <c>3.4 s</c>.</summary>
    public static string Duration(double milliseconds) => milliseconds < 1000
        ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0.#} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0.0} s");

    /// <summary>Gives a count of octets, for example <c>1 octet</c> or <c>4,096 octets</c>.</summary>
    public static string Octets(long count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "octet" : "octets")}");
}
