using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Server.Downloads;

/// <summary>The bytes from the one with the number <paramref name="First"/> to that with <paramref name="Last"/>, both included.</summary>
internal readonly record struct ByteRange(long First, long Last)
{
    public long Length => Last - First + 1;

    /// <summary>RFC 9110, 14.1.2: the range within content of this length; null when it contains no byte of it.</summary>
    public static ByteRange? Of(RangeItemHeaderValue asked, long length)
    {
        var first = asked.From ?? Math.Max(0, length - asked.To!.Value);
        var last = asked.From is null ? length - 1 : Math.Min(asked.To ?? length, length - 1);
        return first <= last ? new ByteRange(first, last) : null;
    }

    /// <summary>RFC 9110, 15.5.17: the value of Content-Range when none of the requested bytes exists.</summary>
    public static string NoneOf(long length) => string.Create(CultureInfo.InvariantCulture, $"bytes */{length}");

    /// <summary>RFC 9110, 14.4: the value of Content-Range.</summary>
    public string OutOf(long length) => string.Create(CultureInfo.InvariantCulture, $"bytes {First}-{Last}/{length}");
}
