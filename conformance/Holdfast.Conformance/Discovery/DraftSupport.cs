using System.Globalization;
using Holdfast.Conformance.Fields;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Discovery;

/// <summary>A target's support of the IETF draft, as shown by its responses to a creation in each interop version.</summary>
internal sealed record DraftSupport
{
    public static DraftSupport None { get; } = new();

    /// <summary>The interop versions that are spoken, oldest first.</summary>
    public IReadOnlyList<int> Versions { get; init; } = [];

    /// <summary>Whether a 104 was received.</summary>
    public bool SendsInterim { get; init; }

    /// <summary>
    /// Whether the response depends on the requested version. If not, the target seems to support every version; then only one is checked,
    /// and the ignored field is one finding.
    /// </summary>
    public bool ReadsVersion { get; init; } = true;

    /// <summary>The refusal of every first upload, and the option that helps; <see langword="null"/> if there was none.</summary>
    public string? Refused { get; init; }

    public bool IsSpoken => Versions.Count > 0;

    /// <summary>The versions to check if the user names none.</summary>
    public IReadOnlyList<int> ToCheck => IsSpoken ? Versions : [Interop.Newest];

    public IReadOnlyList<Fact> Facts => !IsSpoken ? [] :
    [
        new Fact(Interop.Field, string.Join(", ", Versions.Select(version => version.ToString(CultureInfo.InvariantCulture)))
            + (ReadsVersion ? "" : " (the field is ignored)")),
        new Fact("104", SendsInterim ? "sent" : "not sent"),
    ];

    /// <summary>Why nothing can be judged in that version, or <see langword="null"/>.</summary>
    public string? WhyNot(int version) =>
        !IsSpoken ? "The target supports no version of the IETF draft."
        : !ReadsVersion || Versions.Contains(version) ? null
        : string.Create(CultureInfo.InvariantCulture, $"The target does not support interop version {version} of the IETF draft.");
}
