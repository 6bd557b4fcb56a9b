using System.Text.Json;
using Holdfast.Protocol.StructuredFields;

namespace Holdfast.Server.Tests;

/// <summary>One record of the HTTP working group's tests; their format is described where they come from.</summary>
internal sealed class FieldTest(JsonElement record)
{
    private string Kind => record.GetProperty("header_type").GetString()!;

    private string Raw => string.Join(", ", Lines("raw"));

    /// <summary>The error; null when the field was read and written correctly.</summary>
    public string? Fault()
    {
        var parsed = Parse(Raw);
        var what = $"{record.GetProperty("name").GetString()} ({Raw}): ";
        if (Is("must_fail") || parsed is null)
        {
            return parsed is null == Is("must_fail") || (parsed is null && Is("can_fail")) ? null : $"{what}read is {parsed is not null}";
        }

        var wanted = string.Join(", ", record.TryGetProperty("canonical", out _) ? Lines("canonical") : Lines("raw"));
        var (read, constructed) = (Write(parsed), Write(Expected()));
        return read == wanted && constructed == wanted ? null : $"{what}wanted {wanted}, read {read}, constructed {constructed}";
    }

    private bool Is(string name) => record.TryGetProperty(name, out var value) && value.GetBoolean();

    private IEnumerable<string> Lines(string name) => record.GetProperty(name).EnumerateArray().Select(line => line.GetString()!);

    private object? Parse(string text) => Kind switch
    {
        "item" => StructuredField.TryParseItem(text, out var item) ? item : null,
        "list" => StructuredField.TryParseList(text, out var list) ? list : null,
        _ => StructuredField.TryParseDictionary(text, out var dictionary) ? dictionary : null,
    };

    private static string Write(object value) => value switch
    {
        Item item => StructuredField.Serialize(item),
        IReadOnlyDictionary<string, Member> dictionary => StructuredField.Serialize(dictionary),
        _ => StructuredField.Serialize((IEnumerable<Member>)value),
    };

    private object Expected()
    {
        var expected = record.GetProperty("expected");
        return Kind switch
        {
            "item" => ExpectedFields.Item(expected),
            "list" => expected.EnumerateArray().Select(ExpectedFields.Member).ToArray(),
            _ => ExpectedFields.Pairs(expected, ExpectedFields.Member),
        };
    }
}
