namespace Holdfast.Conformance.Wire.Http2;

/// <summary>An event on a stream: fields, content, or its end.</summary>
/// <param name="Fields">The fields of a header block; <see langword="null"/> for anything else.</param>
/// <param name="Data">Content.</param>
/// <param name="EndsStream">Whether the frame has END_STREAM.</param>
/// <param name="Broken">How the stream ended without END_STREAM; <see langword="null"/> while it hasn't.</param>
internal sealed record StreamEvent(IReadOnlyList<WireField>? Fields, ReadOnlyMemory<byte> Data, bool EndsStream, WireEnd? Broken)
{
    /// <summary>The data that exceeded the reading limits, after which no more is read.</summary>
    public string? Beyond { get; init; }

    public static StreamEvent Of(WireEnd broken, string? beyond = null) =>
        new(null, default, EndsStream: false, broken) { Beyond = beyond };
}
