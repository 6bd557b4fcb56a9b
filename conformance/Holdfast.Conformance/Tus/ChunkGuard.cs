using System.Globalization;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus;

/// <summary>
/// Prevents sending a chunk that the target's own rule forbids: the response would say something about that rule, and nothing about tus.
/// </summary>
internal sealed class ChunkGuard(ChunkRule rule)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _lengths = new(StringComparer.Ordinal);

    /// <summary>Says how long the upload at <paramref name="url"/> is, so that its last chunk is known: that one is free.</summary>
    public void Learn(WireUrl url, long length)
    {
        lock (_gate)
        {
            _lengths[url.Target] = length;
        }
    }

    /// <exception cref="CaseStoppedException">The chunk is one that the rule forbids.</exception>
    public void Check(WireRequest request)
    {
        if (!IsChunk(request) || (request.Method == "POST" && request.Body.Length == 0) || Offset(request) is not { } offset)
        {
            return;
        }

        var bytes = request.Body.Length;
        var isLast = Length(request) is { } length && offset + bytes >= length;
        if (!isLast && !rule.Allows(bytes))
        {
            throw CaseStoppedException.Unsupported(
                $"The case sends a chunk of {bytes} bytes that is not the last of its upload; the target takes only {rule} "
                    + "(--chunk-multiple, --min-chunk).");
        }
    }

    /// <exception cref="CaseStoppedException">There is a rule, and bytes that a case writes itself may break it.</exception>
    public void CheckRaw()
    {
        if (rule != ChunkRule.None)
        {
            throw CaseStoppedException.Unsupported(
                $"The case writes a request byte by byte; the target takes only chunks of {rule} (--chunk-multiple, --min-chunk).");
        }
    }

    private static bool IsChunk(WireRequest request) =>
        request.Method is "PATCH" or "POST"
            && Field(request, "Content-Type")?.StartsWith(TusCase.OffsetOctetStream, StringComparison.OrdinalIgnoreCase) == true;

    // A creation's bytes start at 0. If the offset is not a number, the case is about that, and the request is refused anyway.
    private static long? Offset(WireRequest request) => Field(request, "Upload-Offset") is { } text
        ? Number(text)
        : request.Method == "POST" ? 0 : null;

    private long? Length(WireRequest request)
    {
        if (Field(request, "Upload-Length") is { } declared)
        {
            return Number(declared);
        }

        lock (_gate)
        {
            return _lengths.TryGetValue(request.Target, out var known) ? known : null;
        }
    }

    private static string? Field(WireRequest request, string name) =>
        request.Fields.Find(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
