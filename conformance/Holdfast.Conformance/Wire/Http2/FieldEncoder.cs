using System.Text;

namespace Holdfast.Conformance.Wire.Http2;

/// <summary>
/// Writes header blocks of literals without indexing and without Huffman coding (RFC 7541, 6.2.2): bytes as a case wants them.
/// </summary>
internal static class FieldEncoder
{
    public static byte[] Encode(IEnumerable<WireField> fields) =>
        [.. fields.SelectMany(field => (byte[])[0, .. Text(field.Name), .. Text(field.Value)])];

    /// <summary>
    /// The fields of a request as HTTP/2 has them (RFC 9113, 8.2 and 8.3): pseudo-fields first, lower-case names, and nothing about a
    /// connection.
    /// </summary>
    public static IEnumerable<WireField> Fields(WireRequest request, string scheme)
    {
        var host = request.Fields.FirstOrDefault(field => field.Name.Equals("Host", StringComparison.OrdinalIgnoreCase)).Value ?? "";
        WireField[] pseudo =
            [new(":method", request.Method), new(":scheme", scheme), new(":authority", host), new(":path", request.Target)];
        return pseudo.Concat(request.Fields.Select(field => field with { Name = field.Name.ToLowerInvariant() })
            .Where(field => field.Name is not ("host" or "connection" or "transfer-encoding")));
    }

    // RFC 7541, 5.1 and 5.2.
    private static IEnumerable<byte> Text(string text)
    {
        const int Prefix = 0x7f;
        var bytes = Encoding.Latin1.GetBytes(text);
        var length = new List<byte> { (byte)Math.Min(bytes.Length, Prefix) };
        var rest = bytes.Length - Prefix;
        for (; rest >= 0x80; rest >>= 7)
        {
            length.Add((byte)(0x80 | (rest & 0x7f)));
        }

        if (rest >= 0)
        {
            length.Add((byte)rest);
        }

        return length.Concat(bytes);
    }
}
