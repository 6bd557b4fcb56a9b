using System.Text.Json;

namespace Holdfast.Chaos.Toxiproxy.Server;

/// <summary>
/// A JSON object read by Toxiproxy's rules: member names match in any case, null counts as absent, numbers are strict,
/// unknown members and whatever follows the first value are ignored.
/// </summary>
internal sealed class JsonObjectBody : IAttributes
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.OrdinalIgnoreCase);

    private JsonObjectBody(JsonElement element, string what)
    {
        if (element.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        Require(element, JsonValueKind.Object, what, "an object");
        foreach (var member in element.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null))
        {
            _members[member.Name] = member.Value;
        }
    }

    public static JsonObjectBody Parse(ReadOnlySpan<byte> body) => new(First(body), "the body");

    /// <summary>An array of objects; a top-level null counts as empty.</summary>
    public static IReadOnlyList<JsonObjectBody> ParseArray(ReadOnlySpan<byte> body)
    {
        var element = First(body);
        if (element.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        Require(element, JsonValueKind.Array, "the body", "an array");
        return [.. element.EnumerateArray().Select(item => new JsonObjectBody(item, "an entry"))];
    }

    public string? Text(string name) => _members.TryGetValue(name, out var value)
        ? Require(value, JsonValueKind.String, $"'{name}'", "a string").GetString()
        : null;

    public bool? Flag(string name) => _members.TryGetValue(name, out var value)
        ? value.ValueKind == JsonValueKind.True || Require(value, JsonValueKind.False, $"'{name}'", "a boolean").GetBoolean()
        : null;

    public float? Number(string name)
    {
        if (!_members.TryGetValue(name, out var value))
        {
            return null;
        }

        Require(value, JsonValueKind.Number, $"'{name}'", "a number");
        return value.TryGetSingle(out var number) && float.IsFinite(number) ? number : throw Unfit(value, $"'{name}'", "a 32-bit number");
    }

    /// <summary>A 64-bit integer; fractions and exponents are refused, also <c>1.0</c>.</summary>
    public long? Whole(string name)
    {
        if (!_members.TryGetValue(name, out var value))
        {
            return null;
        }

        Require(value, JsonValueKind.Number, $"'{name}'", "a 64-bit integer");
        return value.TryGetInt64(out var number) ? number : throw Unfit(value, $"'{name}'", "a 64-bit integer");
    }

    /// <summary>An object within; empty if absent.</summary>
    public JsonObjectBody Object(string name) => new(_members.GetValueOrDefault(name, NullElement), $"'{name}'");

    /// <summary>An array of objects within; empty if absent.</summary>
    public IReadOnlyList<JsonObjectBody> Objects(string name)
    {
        if (!_members.TryGetValue(name, out var value))
        {
            return [];
        }

        Require(value, JsonValueKind.Array, $"'{name}'", "an array");
        return [.. value.EnumerateArray().Select(item => new JsonObjectBody(item, $"an entry of '{name}'"))];
    }

    private static JsonElement NullElement { get; } = First("null"u8);

    private static JsonElement First(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException) when (body.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw ApiErrorException.BadBody("EOF");
        }
        catch (JsonException malformed)
        {
            throw ApiErrorException.BadBody(malformed.Message);
        }
    }

    private static JsonElement Require(JsonElement value, JsonValueKind kind, string what, string wanted) =>
        value.ValueKind == kind ? value : throw Unfit(value, what, wanted);

    private static ApiErrorException Unfit(JsonElement value, string what, string wanted)
    {
        var given = value.GetRawText();
        return ApiErrorException.BadBody($"{what} must be {wanted}, not {(given.Length > 40 ? given[..40] + "…" : given)}");
    }
}
