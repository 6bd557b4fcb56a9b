using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Requirements;

/// <summary>The requirement catalogue as results have it.</summary>
internal static class RequirementEntries
{
    /// <summary>Returns every requirement, with the words of those interop versions of the IETF draft.</summary>
    public static RequirementsRecord For(IReadOnlyList<int> interop) =>
        new() { Requirements = [.. RequirementCatalogue.All.Select(requirement => Of(requirement, interop))] };

    private static RequirementEntry Of(Requirement requirement, IReadOnlyList<int> interop)
    {
        var text = requirement.ToText();
        var versions = interop.Where(version => requirement.WordsIn(version) is not null).Order()
            .Select(version => RequirementVersion.Of(requirement.ToText(version), version)).ToList();
        return new RequirementEntry
        {
            Id = text.Id,
            Text = text.Text,
            Level = text.Level,
            Clause = text.Clause,
            Url = text.Url,
            Extension = text.Extension,
            Unchecked = requirement.NotObservable,
            Versions = versions.Count == 0 ? null : versions,
        };
    }
}
