using Holdfast.Protocol.Ietf;
using Holdfast.Protocol.StructuredFields;

namespace Holdfast.Client.Ietf;

/// <summary>The draft's fields of a response. A field with another type than the draft's counts as missing.</summary>
internal static class DraftFields
{
    /// <summary>The bytes that the server has.</summary>
    public static long? Offset(string? field) => Integer(field);

    /// <summary>The length of the upload.</summary>
    public static long? Length(string? field) => Integer(field);

    /// <summary>Whether the upload is complete, or a response is the target's own.</summary>
    public static bool? Complete(string? field) =>
        StructuredField.TryParseItem(field, out var item) && item.Value is BareItem.Boolean boolean ? boolean.Value : null;

    /// <summary>Whether the sender speaks this interop version.</summary>
    public static bool Speaks(string? field, InteropVersion version) => Integer(field) == version.Number;

    public static string Text(bool value) => value ? "?1" : "?0";

    private static long? Integer(string? field) =>
        StructuredField.TryParseItem(field, out var item) && item.Value is BareItem.Integer { Value: >= 0 and var value } ? value : null;
}
