namespace Holdfast.Protocol.StructuredFields;

/// <summary>One value with its parameters (RFC 9651, 3.3).</summary>
/// <param name="value">The value.</param>
/// <param name="parameters">Its parameters in the order in which they are written; null for none.</param>
public sealed class Item(BareItem value, IReadOnlyDictionary<string, BareItem>? parameters = null) : Member(parameters)
{
    /// <summary>The value.</summary>
    public BareItem Value { get; } = value;
}
