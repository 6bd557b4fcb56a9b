namespace Holdfast.Protocol.StructuredFields;

/// <summary>Items in parentheses, with parameters of their own and of the whole (RFC 9651, 3.1.1).</summary>
/// <param name="items">The items; may be empty.</param>
/// <param name="parameters">The list's parameters in the order in which they are written; null for none.</param>
public sealed class InnerList(IReadOnlyList<Item> items, IReadOnlyDictionary<string, BareItem>? parameters = null) : Member(parameters)
{
    /// <summary>The items.</summary>
    public IReadOnlyList<Item> Items { get; } = items;
}
