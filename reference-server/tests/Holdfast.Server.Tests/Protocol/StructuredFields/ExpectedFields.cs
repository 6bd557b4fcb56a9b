using System.Text.Json;
using Holdfast.Protocol.StructuredFields;

namespace Holdfast.Server.Tests;

/// <summary>Builds the values that the working group's tests expect from their JSON.</summary>
internal static class ExpectedFields
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static Member Member(JsonElement json) => json[0].ValueKind == JsonValueKind.Array
        ? new InnerList([.. json[0].EnumerateArray().Select(Item)], Pairs(json[1], Value))
        : Item(json);

    public static Item Item(JsonElement json) => new(Value(json[0]), Pairs(json[1], Value));

    public static OrderedDictionary<string, T> Pairs<T>(JsonElement json, Func<JsonElement, T> value) =>
        new(json.EnumerateArray().Select(pair => KeyValuePair.Create(pair[0].GetString()!, value(pair[1]))));

    private static BareItem Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => new BareItem.Boolean(json.GetBoolean()),
        JsonValueKind.String => new BareItem.String(json.GetString()!),
        JsonValueKind.Number when json.GetRawText().Contains('.', StringComparison.Ordinal) => new BareItem.Decimal(json.GetDecimal()),
        JsonValueKind.Number => new BareItem.Integer(json.GetInt64()),
        _ => Typed(json.GetProperty("__type").GetString()!, json.GetProperty("value")),
    };

    private static BareItem Typed(string type, JsonElement value) => type switch
    {
        "token" => new BareItem.Token(value.GetString()!),
        "binary" => new BareItem.ByteSequence(Bytes(value.GetString()!.TrimEnd('='))),
        "date" => new BareItem.Date(value.GetInt64()),
        "displaystring" => new BareItem.DisplayString(value.GetString()!),
        _ => throw new ArgumentException($"Unknown type '{type}'.", nameof(type)),
    };

    // RFC 4648, 6: five bits a letter; what is left over of the last byte is padding.
    private static byte[] Bytes(string text)
    {
        var bits =
            string.Concat(text.Select(letter => Convert.ToString(Base32.IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(index => Convert.ToByte(bits.Substring(8 * index, 8), 2))];
    }
}
