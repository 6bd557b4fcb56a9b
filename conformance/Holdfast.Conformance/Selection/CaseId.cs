using System.Globalization;

namespace Holdfast.Conformance.Selection;

/// <summary>The form of the ids of cases.</summary>
internal static class CaseId
{
    /// <summary>The id of a case of the draft in one interop version, for example <c>ietf/9/creation/empty</c>.</summary>
    public static string In(int version, string id) => string.Create(CultureInfo.InvariantCulture, $"ietf/{version}{id["ietf".Length..]}");
}
