using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Fields;

/// <summary>The interop versions of the draft, as far as a request's form depends on them.</summary>
internal static class Interop
{
    /// <summary>The field that names the version (draft, Draft Version Identification).</summary>
    public const string Field = "Upload-Draft-Interop-Version";

    public const int Newest = 10;

    /// <summary>Interop version 2 was never seen alive.</summary>
    public static IReadOnlyList<int> All { get; } = Between(3, Newest);

    public static IReadOnlyList<int> From(int first) => Between(first, Newest);

    public static IReadOnlyList<int> Between(int first, int last) => [.. Enumerable.Range(first, last - first + 1)];

    /// <summary>The field that says whether the content is the last: up to version 3 it says the opposite.</summary>
    public static string CompletenessField(int version) => version <= 3 ? "Upload-Incomplete" : "Upload-Complete";

    /// <summary>
    /// The member of Upload-Limit that says how long an upload lives: drafts -04 and -05, which are version 6, call it by another name.
    /// </summary>
    public static string Age(int version) => version == 6 ? "expires" : "max-age";

    /// <summary>Says in the words of <paramref name="version"/> whether the content of <paramref name="request"/> is the last.</summary>
    public static WireRequest Completing(WireRequest request, int version, bool completes) =>
        request.Set(CompletenessField(version), completes == version > 3 ? "?1" : "?0");
}
