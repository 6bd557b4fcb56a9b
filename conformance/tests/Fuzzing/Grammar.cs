using CsCheck;

namespace Holdfast.Fuzzing;

/// <summary>The parts that all grammars share. A text has one character for each byte.</summary>
internal static class Grammar
{
    // Values at the edges of what readers of numbers, lists, structured fields, paths and texts expect.
    private static readonly string[] Edges =
    [
        "", " ", "\t", "0", "-1", "+5", "00", "1.5", "1e3", "0x10", "9223372036854775807", "9223372036854775808",
        "18446744073709551616", ",", ",,", " , ",
        ";", "=", "\"", "\\", "?1", "?0", "?2", ":", "::", "%00", "%zz", "..", "../..", "/", "//", "*", "\0", "\r", "\n", "\u007f",
        "\u0080", "\u00c3\u00a9", "\u00ed\u00a0\u0080", "\u00ff",
        "{", "}", "[", "]", "null", "true", "YQ==", "a b", "a,b", new string('a', 300), new string('9', 40),
    ];

    private static readonly Gen<string> Edge = Gen.OneOf(Edges);

    private static readonly Gen<string> Bytes = Gen.Char['\0', '\u00ff'].Array[0, 12].Select(characters => new string(characters));

    /// <summary>One of these, each as often as its weight says.</summary>
    public static Gen<T> Weighted<T>(params (int Weight, Gen<T> Part)[] parts) =>
        Any([.. parts.SelectMany(part => Enumerable.Repeat(part.Part, part.Weight))]);

    /// <summary>One of these.</summary>
    public static Gen<T> Any<T>(IReadOnlyList<Gen<T>> parts) => Gen.Int[0, parts.Count - 1].SelectMany(index => parts[index]);

    /// <summary>One of these words; one in five times a value at an edge, or any bytes.</summary>
    public static Gen<string> Word(params string[] words) => Weighted(
        (16, Gen.OneOf(words)), (2, Edge), (1, Bytes), (1, Gen.Select(Gen.OneOf(words), Edge, string.Concat)));

    /// <summary>Some of these, one behind the other.</summary>
    public static Gen<string> Some(Gen<string> part, int least, int most) => part.Array[least, most].Select(string.Concat);

    /// <summary>One of these texts, with up to six pieces of it taken out, doubled, or replaced by these words.</summary>
    public static Gen<string> Damaged(Gen<string> text, params string[] words)
    {
        var edit = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 9_999], Weighted((3, Gen.Int[0, 3]), (1, Gen.Int[0, 60])), Word(words));
        return Gen.Select(text, edit.Array[0, 6], (whole, edits) =>
            edits.Aggregate(whole, (left, change) => Change(left, change.Item1, change.Item2, change.Item3, change.Item4)));
    }

    /// <inheritdoc cref="Damaged(Gen{string}, string[])"/>
    public static Gen<string> Damaged(string[] texts, params string[] words) => Damaged(Gen.OneOf(texts), words);

    private static string Change(string text, int kind, int place, int length, string word)
    {
        var from = (int)((long)text.Length * place / 10_000);
        var piece = text.Substring(from, Math.Min(length, text.Length - from));
        return text[..from] + (kind == 0 ? "" : kind == 1 ? piece + piece : word) + text[(from + piece.Length)..];
    }
}
