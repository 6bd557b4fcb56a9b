using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Protocol.StructuredFields;

/// <summary>A position in a field's value; reads the parts that have no structure of their own.</summary>
internal ref struct Cursor
{
    private ReadOnlySpan<char> _rest;

    public readonly ReadOnlySpan<char> Rest => _rest;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>The next character; NUL, which no field contains, at the end.</summary>
    public readonly char Next => _rest.IsEmpty ? '\0' : _rest[0];

    /// <summary>RFC 9651, 4.2, steps 2 and 6: spaces around the whole are nothing; tabs are an error.</summary>
    public static Cursor Over(string? text) => new() { _rest = text.AsSpan().Trim(' ') };

    public void Skip(int count) => _rest = _rest[count..];

    public void SkipSpaces() => _rest = _rest.TrimStart(' ');

    public bool TrySkip(char expected)
    {
        var isThere = Next == expected && !_rest.IsEmpty;
        Skip(isThere ? 1 : 0);
        return isThere;
    }

    /// <summary>The next <paramref name="count"/> characters, and moves behind them.</summary>
    public ReadOnlySpan<char> Take(int count)
    {
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>RFC 9651, 4.2.3.3.</summary>
    public bool TryReadKey([NotNullWhen(true)] out string? key)
    {
        key = FieldCharacters.BeginsKey(Next) ? Take(FieldCharacters.KeyLength(_rest)).ToString() : null;
        return key is not null;
    }

    /// <summary>After a member, the value ends, or a comma and another member follow (RFC 9651, 4.2.1, steps 2.3 to 2.7).</summary>
    public bool TryPassComma()
    {
        _rest = _rest.TrimStart(" \t");
        if (_rest.IsEmpty)
        {
            return true;
        }

        if (!TrySkip(','))
        {
            return false;
        }

        _rest = _rest.TrimStart(" \t");
        return !_rest.IsEmpty;
    }
}
