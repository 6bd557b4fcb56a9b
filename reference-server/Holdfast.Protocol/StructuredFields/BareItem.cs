using System.Buffers;

namespace Holdfast.Protocol.StructuredFields;

/// <summary>
/// One value of a structured field (RFC 9651, 3.3). Every constructed value can be serialised: values outside a type's range or alphabet
/// are refused here, and not when a message is half built.
/// </summary>
public abstract record BareItem
{
    /// <summary>
    /// The largest integer and date, 999,999,999,999,999 (RFC 9651, 3.3.1: fifteen digits); the smallest is its negative.
    /// </summary>
    public const long MaxInteger = 999_999_999_999_999;

    // RFC 9651, 3.3.2: twelve digits before the point, three behind it.
    private const decimal MaxDecimal = 999_999_999_999.999m;

    private static readonly SearchValues<char> Printable =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code)]);

    private BareItem()
    {
    }

    private static long InRange(long value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxInteger);
        ArgumentOutOfRangeException.ThrowIfLessThan(value, -MaxInteger);
        return value;
    }

    /// <summary>A whole number of at most fifteen digits (RFC 9651, 3.3.1).</summary>
    /// <param name="Value">Between −<see cref="MaxInteger"/> and <see cref="MaxInteger"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than fifteen digits.</exception>
    public sealed record Integer(long Value) : BareItem
    {
        /// <summary>The number.</summary>
        public long Value { get; } = InRange(Value);
    }

    /// <summary>A number with a fraction (RFC 9651, 3.3.2), rounded to thousandths, half to even (4.1.5).</summary>
    /// <param name="Value">At most twelve digits before the point.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than twelve digits before the point.</exception>
    public sealed record Decimal(decimal Value) : BareItem
    {
        /// <summary>The number, with at most three digits behind the point.</summary>
        public decimal Value { get; } = Rounded(Value);

        private static decimal Rounded(decimal value)
        {
            var rounded = decimal.Round(value, 3, MidpointRounding.ToEven);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(rounded), MaxDecimal, nameof(value));
            return rounded;
        }
    }

    /// <summary>Printable ASCII in quotes (RFC 9651, 3.3.3).</summary>
    /// <param name="Value">The text without quotes and escapes; may be empty.</param>
    /// <exception cref="ArgumentException">A character outside printable ASCII.</exception>
    public sealed record String(string Value) : BareItem
    {
        /// <summary>The text.</summary>
        public string Value { get; } = !Value.AsSpan().ContainsAnyExcept(Printable)
            ? Value
            : throw new ArgumentException($"A string must be printable ASCII, and '{Value}' isn't. Use a display string.", nameof(Value));
    }

    /// <summary>A short word without quotes (RFC 9651, 3.3.4).</summary>
    /// <param name="Value">Begins with a letter or an asterisk.</param>
    /// <exception cref="ArgumentException">Not a token.</exception>
    public sealed record Token(string Value) : BareItem
    {
        /// <summary>The word.</summary>
        public string Value { get; } = FieldCharacters.IsToken(Value)
            ? Value
            : throw new ArgumentException($"'{Value}' is no token: it must begin with a letter or '*'. Use a string.", nameof(Value));
    }

    /// <summary>Bytes, Base64 between colons on the wire (RFC 9651, 3.3.5).</summary>
    /// <param name="Value">The bytes; may be empty.</param>
    public sealed record ByteSequence(ReadOnlyMemory<byte> Value) : BareItem;

    /// <summary><c>?1</c> or <c>?0</c> (RFC 9651, 3.3.6).</summary>
    /// <param name="Value">The value.</param>
    public sealed record Boolean(bool Value) : BareItem;

    /// <summary>A moment (RFC 9651, 3.3.7).</summary>
    /// <param name="Seconds">Seconds since 1970-01-01T00:00:00Z, without leap seconds; negative before.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than fifteen digits.</exception>
    public sealed record Date(long Seconds) : BareItem
    {
        /// <summary>Seconds since 1970-01-01T00:00:00Z.</summary>
        public long Seconds { get; } = InRange(Seconds);
    }

    /// <summary>Unicode text, percent-encoded UTF-8 on the wire (RFC 9651, 3.3.8).</summary>
    /// <param name="Value">Whole code points; a lone surrogate can't be written.</param>
    /// <exception cref="ArgumentException">A lone surrogate.</exception>
    public sealed record DisplayString(string Value) : BareItem
    {
        /// <summary>The text.</summary>
        public string Value { get; } = FieldCharacters.IsUnicode(Value)
            ? Value
            : throw new ArgumentException("A display string must be whole code points, and this one has a lone surrogate.", nameof(Value));
    }
}
