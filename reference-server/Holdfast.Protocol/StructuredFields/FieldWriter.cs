using System.Globalization;
using System.Text;

namespace Holdfast.Protocol.StructuredFields;

/// <summary>Writes canonical forms (RFC 9651, 4.1).</summary>
internal sealed class FieldWriter
{
    private readonly StringBuilder _text = new();

    public FieldWriter List(IEnumerable<Member> members)
    {
        foreach (var member in members)
        {
            Separate(", ");
            Member(member);
        }

        return this;
    }

    public FieldWriter Dictionary(IEnumerable<KeyValuePair<string, Member>> members)
    {
        foreach (var (key, member) in members)
        {
            Separate(", ");
            Key(key);
            // RFC 9651, 4.1.2: a key without a value means true.
            if (member is Item { Value: BareItem.Boolean { Value: true } })
            {
                Parameters(member.Parameters);
            }
            else
            {
                _text.Append('=');
                Member(member);
            }
        }

        return this;
    }

    public FieldWriter Member(Member member)
    {
        if (member is Item item)
        {
            Value(item.Value);
        }
        else
        {
            Items(((InnerList)member).Items);
        }

        Parameters(member.Parameters);
        return this;
    }

    public override string ToString() => _text.ToString();

    private void Items(IReadOnlyList<Item> items)
    {
        _text.Append('(');
        for (var index = 0; index < items.Count; index++)
        {
            _text.Append(index == 0 ? "" : " ");
            Member(items[index]);
        }

        _text.Append(')');
    }

    private void Parameters(IReadOnlyDictionary<string, BareItem> parameters)
    {
        foreach (var (key, value) in parameters)
        {
            _text.Append(';');
            Key(key);
            if (value is not BareItem.Boolean { Value: true })
            {
                _text.Append('=');
                Value(value);
            }
        }
    }

    private void Key(string key) => _text.Append(FieldCharacters.IsKey(key)
        ? key
        : throw new ArgumentException(
            $"'{key}' is no key of a structured field: it must be lower case and begin with a letter or '*'.", nameof(key)));

    private void Value(BareItem value) => _ = value switch
    {
        BareItem.Integer integer => _text.Append(CultureInfo.InvariantCulture, $"{integer.Value}"),
        BareItem.Decimal number => _text.Append(number.Value.ToString("0.0##", CultureInfo.InvariantCulture)),
        BareItem.String text => _text.Append('"')
            .Append(text.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"'),
        BareItem.Token token => _text.Append(token.Value),
        BareItem.ByteSequence bytes => _text.Append(':').Append(Convert.ToBase64String(bytes.Value.Span)).Append(':'),
        BareItem.Boolean boolean => _text.Append(boolean.Value ? "?1" : "?0"),
        BareItem.Date date => _text.Append(CultureInfo.InvariantCulture, $"@{date.Seconds}"),
        _ => DisplayString(((BareItem.DisplayString)value).Value),
    };

    // RFC 9651, 4.1.11.
    private StringBuilder DisplayString(string text)
    {
        _text.Append("%\"");
        foreach (var code in Encoding.UTF8.GetBytes(text))
        {
            _ = code is < (byte)' ' or > (byte)'~' or (byte)'%' or (byte)'"'
                ? _text.Append(CultureInfo.InvariantCulture, $"%{code:x2}")
                : _text.Append((char)code);
        }

        return _text.Append('"');
    }

    private void Separate(string separator) => _text.Append(_text.Length == 0 ? "" : separator);
}
