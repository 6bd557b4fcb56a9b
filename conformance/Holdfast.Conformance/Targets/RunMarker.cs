using System.Globalization;
using System.Security.Cryptography;

namespace Holdfast.Conformance.Targets;

/// <summary>The mark of a run in its requests and uploads, for readers of the server's logs or storage.</summary>
internal static class RunMarker
{
    /// <summary>The header field that carries the marker.</summary>
    public const string Field = "Holdfast-Run";

    /// <summary>The metadata key that carries the marker.</summary>
    public const string Key = "holdfast-run";

    /// <summary>Sixteen hexadecimal digits, from the run's seed and its beginning.</summary>
    public static string Of(ulong seed, DateTimeOffset started) => Convert.ToHexStringLower(
        SHA256.HashData([.. BitConverter.GetBytes(seed),
            .. System.Text.Encoding.ASCII.GetBytes(started.UtcTicks.ToString(CultureInfo.InvariantCulture))]).AsSpan(0, 8));
}
