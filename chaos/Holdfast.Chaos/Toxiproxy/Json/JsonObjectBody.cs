using System.Text.Json;

namespace Holdfast.Chaos.Toxiproxy.Json;

/// <summary>
/// A JSON object that is read by Toxiproxy's rules: member names are not case-sensitive, null counts as absent, integers must be written as
/// integers, and unknown members and text after the first value are ignored.
/// </summary>
internal sealed class JsonObjectBody : IAttributes
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.OrdinalIgnoreCase);
    private readonly JsonBody _body;

    private JsonObjectBody(JsonBody body, JsonElement element, string what)
    {
        (_body, Offset) = (body, body.OffsetOf(element));
        if (element.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        body.Require(element, JsonValueKind.Object, what, "an object");
        foreach (var member in element.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null))
        {
            _members[member.Name] = member.Value;
        }
    }

    /// <summary>The position of the object in the body, in bytes.</summary>
    public int Offset { get; }

    public static JsonObjectBody Parse(ReadOnlySpan<byte> json)
    {
        var body = JsonBody.Parse(json);
        return new(body, body.Root, "the body");
    }

    /// <summary>
    /// An array of objects, or an object with one for each name, as <c>GET /proxies</c> gives them; a top-level null counts as empty.
    /// </summary>
    public static IReadOnlyList<(JsonObjectBody Entry, string? Name)> ParseList(ReadOnlySpan<byte> json)
    {
        var body = JsonBody.Parse(json);
        switch (body.Root.ValueKind)
        {
            case JsonValueKind.Null:
                return [];
            case JsonValueKind.Object:
                return [.. body.Root.EnumerateObject().Select(
                    member => (new JsonObjectBody(body, member.Value, $"'{member.Name}'"), (string?)member.Name))];
            default:
                body.Require(body.Root, JsonValueKind.Array, "the body", "an array");
                return [.. body.Root.EnumerateArray().Select(item => (new JsonObjectBody(body, item, "an entry"), (string?)null))];
        }
    }

    public string? Text(string name) => _members.TryGetValue(name, out var value)
        ? _body.Require(value, JsonValueKind.String, $"'{name}'", "a string").GetString()
        : null;

    public bool? Flag(string name) => _members.TryGetValue(name, out var value)
        ? value.ValueKind == JsonValueKind.True || _body.Require(value, JsonValueKind.False, $"'{name}'", "a boolean").GetBoolean()
        : null;

    public float? Number(string name)
    {
        if (!_members.TryGetValue(name, out var value))
        {
            return null;
        }

        _body.Require(value, JsonValueKind.Number, $"'{name}'", "a number");
        return value.TryGetSingle(out var number) && float.IsFinite(number)
            ? number
            : throw _body.Unfit(value, $"'{name}'", "a 32-bit number");
    }

    public double? Fraction(string name)
    {
        if (!_members.TryGetValue(name, out var value))
        {
            return null;
        }

        _body.Require(value, JsonValueKind.Number, $"'{name}'", "a number");
        return value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw _body.Unfit(value, $"'{name}'", "a 64-bit number");
    }

    /// <summary>A 64-bit integer; fractions and exponents are refused, also <c>1.0</c>.</summary>
    public long? Whole(string name)
    {
        if (!_members.TryGetValue(name, out var value))
        {
            return null;
        }

        _body.Require(value, JsonValueKind.Number, $"'{name}'", "a 64-bit integer");
        return value.TryGetInt64(out var number) ? number : throw _body.Unfit(value, $"'{name}'", "a 64-bit integer");
    }

    /// <summary>Whether a member is there and not null.</summary>
    public bool Has(string name) => _members.ContainsKey(name);

    /// <summary>An object within; empty if absent.</summary>
    public JsonObjectBody Object(string name) =>
        _members.TryGetValue(name, out var value)
            ? new(_body, value, $"'{name}'")
            : new(JsonBody.Nothing, JsonBody.Nothing.Root, $"'{name}'");

    /// <summary>An array of objects within; empty if absent.</summary>
    public IReadOnlyList<JsonObjectBody> Objects(string name)
    {
        if (!_members.TryGetValue(name, out var value))
        {
            return [];
        }

        _body.Require(value, JsonValueKind.Array, $"'{name}'", "an array");
        return [.. value.EnumerateArray().Select(item => new JsonObjectBody(_body, item, $"an entry of '{name}'"))];
    }
}
