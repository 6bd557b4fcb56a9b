using System.Collections.ObjectModel;

namespace Holdfast.Protocol.StructuredFields;

/// <summary>A member of a list or a dictionary: an <see cref="Item"/> or an <see cref="InnerList"/> (RFC 9651, 3.1 and 3.2).</summary>
public abstract class Member
{
    private protected Member(IReadOnlyDictionary<string, BareItem>? parameters) =>
        Parameters = parameters ?? ReadOnlyDictionary<string, BareItem>.Empty;

    /// <summary>The parameters (RFC 9651, 3.1.2), in the order of the field when they were read.</summary>
    public IReadOnlyDictionary<string, BareItem> Parameters { get; }
}
