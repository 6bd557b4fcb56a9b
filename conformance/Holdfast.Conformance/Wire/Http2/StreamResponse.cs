using System.Globalization;

namespace Holdfast.Conformance.Wire.Http2;

/// <summary>Turns a header block into a response, and records its errors (RFC 9113, 8.1 to 8.3).</summary>
internal static class StreamResponse
{
    private static readonly string[] OfConnections = ["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"];

    /// <summary>How many faults are recorded; more would add no information.</summary>
    private const int MaxRecorded = 20;

    public static WireResponse Of(IReadOnlyList<WireField> block, bool endsStream, TimeSpan at)
    {
        var fields = block.Where(field => !field.Name.StartsWith(':')).ToList();
        var status = int.TryParse(block.FirstOrDefault(field => field.Name == ":status").Value, NumberStyles.None,
            CultureInfo.InvariantCulture, out var number) ? number : 0;
        var response = new WireResponse { Version = "HTTP/2", Status = status, Reason = "", Fields = new WireFields(fields), At = at };
        return response with { Malformed = [.. Faults(block, response, endsStream).Take(MaxRecorded)] };
    }

    private static IEnumerable<string> Faults(IReadOnlyList<WireField> block, WireResponse response, bool endsStream)
    {
        if (response.IsInterim && endsStream)
        {
            yield return "An interim response ends the stream (RFC 9113, 8.1).";
        }

        var pseudo = block.TakeWhile(field => field.Name.StartsWith(':')).ToList();
        if (pseudo is not [{ Name: ":status", Value.Length: 3 }] || block.Skip(pseudo.Count).Any(field => field.Name.StartsWith(':')))
        {
            yield return "A response must have exactly one pseudo-field, :status, before all other fields (RFC 9113, 8.3.2).";
        }

        foreach (var field in response.Fields)
        {
            if (field.Name.Any(char.IsAsciiLetterUpper))
            {
                yield return $"The name {ReadingLimits.Quote(field.Name)} is not in lower case (RFC 9113, 8.2.1).";
            }

            if (OfConnections.Contains(field.Name))
            {
                yield return $"'{field.Name}' is a connection-specific field, which HTTP/2 forbids (RFC 9113, 8.2.2).";
            }
        }
    }
}
