using System.Globalization;

namespace Holdfast.Reports.Wording;

/// <summary>Numbers with their units.</summary>
internal static class Quantity
{
    /// <summary>Returns a duration, for example <c>12 ms</c> or <c>3.4 s</c>.</summary>
    public static string Duration(double milliseconds) => milliseconds < 1000
        ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0.#} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0.0} s");

    /// <summary>Returns a count of bytes, for example <c>1 byte</c> or <c>4,096 bytes</c>.</summary>
    public static string Bytes(long count) => Count(count, "byte");

    /// <summary>Returns a count of anything whose plural has an s, for example <c>1 fault</c> or <c>2 faults</c>.</summary>
    public static string Count(long count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");

    /// <summary>Returns a measured number with its unit, for example <c>12 ms</c>, <c>4,096 bytes</c> or <c>97 %</c>.</summary>
    public static string Of(Results.Measurement measured) => measured.Unit switch
    {
        "ms" => Duration(measured.Value),
        "bytes" => Bytes((long)measured.Value),
        "share" => string.Create(CultureInfo.InvariantCulture, $"{measured.Value * 100:0.#} %"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{measured.Value:0.###} {measured.Unit}"),
    };
}
