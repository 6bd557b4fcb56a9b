using System.Text;

namespace Holdfast.Conformance.Wire.Http2;

/// <summary>
/// RFC 7541, 5.2 and appendix B. The code is canonical: symbols of one length have consecutive codes, in their own order, and the codes of
/// a length follow those of the one before. So the lengths say everything.
/// </summary>
internal static class HuffmanCode
{
    private const int EndOfString = 256;

    // RFC 7541, appendix B: symbols by the length of their code in bits.
    private static readonly (int Bits, string Symbols)[] Lengths =
    [
        (5, "48-50 97 99 101 105 111 115-116"),
        (6, "32 37 45-47 51-57 61 65 95 98 100 102-104 108-110 112 114 117"),
        (7, "58 66-87 89 106-107 113 118-122"),
        (8, "38 42 44 59 88 90"),
        (10, "33-34 40-41 63"),
        (11, "39 43 124"),
        (12, "35 62"),
        (13, "0 36 64 91 93 126"),
        (14, "94 125"),
        (15, "60 96 123"),
        (19, "92 195 208"),
        (20, "128 130-131 162 184 194 224 226"),
        (21, "153 161 167 172 176-177 179 209 216-217 227 229-230"),
        (22, "129 132-134 136 146 154 156 160 163-164 169-170 173 178 181 185-187 189-190 196 198 228 232-233"),
        (23, "1 135 137-141 143 147 149-152 155 157-158 165-166 168 174-175 180 182-183 188 191 197 231 239"),
        (24, "9 142 144-145 148 159 171 206 215 225 236-237"),
        (25, "199 207 234-235"),
        (26, "192-193 200-202 205 210 213 218-219 238 240 242-243 255"),
        (27, "203-204 211-212 214 221-223 241 244-248 250-254"),
        (28, "2-8 11-12 14-21 23-31 127 220 249"),
        (30, "10 13 22 256"),
    ];

    private static readonly Dictionary<(int Bits, uint Code), int> Symbols = Build();

    /// <exception cref="FormatException">It is no text of this code, or its padding is not that of RFC 7541, 5.2.</exception>
    public static string Decode(ReadOnlySpan<byte> coded)
    {
        var text = new StringBuilder(coded.Length * 2);
        var (code, bits) = (0u, 0);
        foreach (var value in coded)
        {
            for (var at = 7; at >= 0; at--)
            {
                (code, bits) = ((code << 1) | ((uint)value >> at & 1), bits + 1);
                if (Symbols.TryGetValue((bits, code), out var symbol))
                {
                    text.Append(symbol == EndOfString
                        ? throw new FormatException("A Huffman code contains the end-of-string symbol.") : (char)symbol);
                    (code, bits) = (0, 0);
                }
            }
        }

        // The padding is the beginning of the last code, which is ones, and less than a byte.
        return bits < 8 && code == (1u << bits) - 1 ? text.ToString() : throw new FormatException("A Huffman code has invalid padding.");
    }

    private static Dictionary<(int, uint), int> Build()
    {
        var symbols = new Dictionary<(int, uint), int>();
        var (code, before) = (0u, Lengths[0].Bits);
        foreach (var (bits, ranges) in Lengths)
        {
            code <<= bits - before;
            before = bits;
            foreach (var symbol in ranges.Split(' ').SelectMany(Range))
            {
                symbols.Add((bits, code++), symbol);
            }
        }

        return symbols;
    }

    private static IEnumerable<int> Range(string range)
    {
        var ends = range.Split('-').Select(end => int.Parse(end, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
    }
}
