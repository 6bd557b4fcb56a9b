using System.Globalization;

namespace Holdfast.Conformance.Wire;

/// <summary>
/// The limits for data from a server that is read and kept. HTTP defines no limits (RFC 9110, 2.3), so exceeding these is no violation; it
/// only ends the reading.
/// </summary>
internal static class ReadingLimits
{
    /// <summary>
    /// The heads of one answer, those of its interim responses among them. Chrome reads no larger head; an honest one that repeats 200 kB
    /// of metadata fits.
    /// </summary>
    public const int Heads = 256 * 1024;

    /// <summary>Lines in a head. Node.js keeps no more.</summary>
    public const int HeadLines = 2000;

    /// <summary>
    /// Interim responses to one request. Go's client read five until 1.22; a server that reports progress every second of a case sends a
    /// hundred.
    /// </summary>
    public const int Interims = 1000;

    /// <summary>
    /// The size of a body in addition to the bytes that the case has sent: no response is larger than the uploads of the case, except an
    /// error page, which is smaller than this.
    /// </summary>
    public const int Body = 1024 * 1024;

    /// <summary>
    /// Small HTTP/2 frames on one connection, and small chunks in one body (RFC 9112, 7.1). The largest upload that a case sends has 768
    /// frames, which a peer may acknowledge one by one; floods of frames that cost the receiver more than the sender are a known attack
    /// (RFC 9113, 10.5).
    /// </summary>
    public const int SmallFrames = 10_000;

    /// <summary>Frames and chunks with fewer bytes count as small; the permitted number of them can carry a whole body.</summary>
    public const int SmallFrame = 100;

    /// <summary>A quotation in a sentence.</summary>
    private const int Quoted = 100;

    public static string BeyondHeads { get; } = $"a response head of more than {Kibibytes(Heads)}";

    public static string BeyondLines { get; } =
        string.Create(CultureInfo.InvariantCulture, $"a response head of more than {HeadLines} lines");

    public static string BeyondInterims { get; } =
        string.Create(CultureInfo.InvariantCulture,
            $"more than {Interims} interim responses to one request, or more than {Kibibytes(Heads)} of them");

    public static string BeyondSmallFrames { get; } =
        string.Create(CultureInfo.InvariantCulture,
            $"more than {SmallFrames} HTTP/2 frames of less than {SmallFrame} bytes on one connection");

    public static string BeyondSmallChunks { get; } =
        string.Create(CultureInfo.InvariantCulture, $"more than {SmallFrames} chunks of less than {SmallFrame} bytes in one body");

    public static string BeyondTime { get; } = "a response body that did not end in time";

    public static string BeyondBody { get; } = $"a response body that is more than {Kibibytes(Body)} longer than what was uploaded";

    public static string BeyondEnd { get; } = $"more than {Kibibytes(Body)} after the last response";

    /// <summary>The beginning of what a server sent, in quotes, for use in a sentence.</summary>
    public static string Quote(string text) => text.Length <= Quoted ? $"'{text}'" : $"'{text.AsSpan(0, Quoted)} …'";

    private static string Kibibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024} KiB");
}
