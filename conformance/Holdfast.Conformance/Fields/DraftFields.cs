using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Fields;

/// <summary>
/// The fields of the draft whose form is the same in every interop version; <see langword="null"/> if a field is absent or invalid.
/// </summary>
internal static class DraftFields
{
    public static long? Offset(WireFields fields) => StructuredField.Integer(fields.All("Upload-Offset"));

    public static long? Length(WireFields fields) => StructuredField.Integer(fields.All("Upload-Length"));

    public static IReadOnlyDictionary<string, long?>? Limits(WireFields fields) =>
        fields.Has("Upload-Limit") ? StructuredField.Dictionary(fields.All("Upload-Limit")) : null;
}
