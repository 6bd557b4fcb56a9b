namespace Holdfast.Reports.Results;

/// <summary>A requirement as a report shows it.</summary>
/// <param name="Id">The stable number, for example <c>TUS-031</c>.</param>
/// <param name="Level">The RFC 2119 keyword, for example <c>MUST NOT</c>.</param>
/// <param name="Clause">Where the specification says so, for example <c>tus 1.0.0, PATCH</c>.</param>
/// <param name="Text">The requirement in one sentence.</param>
/// <param name="Url">The address of the clause, if it has one.</param>
/// <param name="Extension">The extension that it belongs to; <see langword="null"/> for the core, and in results that are older than
/// this.</param>
public sealed record RequirementText(string Id, string Level, string Clause, string Text, string? Url = null, string? Extension = null)
{
    /// <summary>A requirement of which the results have only the id.</summary>
    public static RequirementText Unknown(string id) => new(id, "", "", "");

    /// <summary>The specification's own words, in the version that the case uses; an ellipsis marks each omission.</summary>
    public string? Words { get; init; }

    /// <summary>A note for the reader: why there are none, or which texts with the same number were not seen.</summary>
    public string? Note { get; init; }
}
