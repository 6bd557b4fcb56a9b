using System.Runtime.InteropServices;
using System.Text.Json;

namespace Holdfast.Chaos.Toxiproxy.Json;

/// <summary>The JSON of a request or a file, with the position of each value.</summary>
internal sealed class JsonBody
{
    private readonly int _start;

    private JsonBody(JsonElement root, int start) => (Root, _start) = (root, start);

    /// <summary>A body of <c>null</c>.</summary>
    public static JsonBody Nothing { get; } = Parse("null"u8);

    /// <summary>The first value; further text is ignored, as in Toxiproxy.</summary>
    public JsonElement Root { get; }

    public static JsonBody Parse(ReadOnlySpan<byte> body)
    {
        var json = UnicodeRepair.Of(body);
        try
        {
            var reader = new Utf8JsonReader(json);
            var root = JsonElement.ParseValue(ref reader);
            return new JsonBody(root, (int)reader.BytesConsumed - JsonMarshal.GetRawUtf8Value(root).Length);
        }
        catch (JsonException) when (json.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw ApiErrorException.BadBody("EOF");
        }
        catch (JsonException malformed)
        {
            throw ApiErrorException.BadBody(malformed.Message, OffsetOf(json, malformed));
        }
    }

    /// <summary>The position of a value in the body, in bytes.</summary>
    public int OffsetOf(JsonElement value) =>
        _start + (JsonMarshal.GetRawUtf8Value(Root).Overlaps(JsonMarshal.GetRawUtf8Value(value), out var offset) ? offset : 0);

    public JsonElement Require(JsonElement value, JsonValueKind kind, string what, string wanted) =>
        value.ValueKind == kind ? value : throw Unfit(value, what, wanted);

    public ApiErrorException Unfit(JsonElement value, string what, string wanted)
    {
        var given = value.GetRawText();
        var shown = given.Length > 40 ? given[..40] + "…" : given;
        return ApiErrorException.BadBody($"{what} must be {wanted}, not {shown}", OffsetOf(value));
    }

    private static int OffsetOf(ReadOnlySpan<byte> json, JsonException malformed)
    {
        var line = 0;
        for (var count = malformed.LineNumber ?? 0; count > 0; count--)
        {
            line += json[line..].IndexOf((byte)'\n') + 1;
        }

        return line + (int)(malformed.BytePositionInLine ?? 0);
    }
}
