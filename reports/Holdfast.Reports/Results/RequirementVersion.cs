namespace Holdfast.Reports.Results;

/// <summary>The place and words of a requirement in the text of one interop version of the IETF draft.</summary>
public sealed record RequirementVersion
{
    /// <summary>The interop version.</summary>
    public required int Interop { get; init; }

    /// <summary>The RFC 2119 keyword there.</summary>
    public required string Level { get; init; }

    /// <summary>The place in the specification.</summary>
    public required string Clause { get; init; }

    /// <summary>The address of the clause, if it has one.</summary>
    public string? Url { get; init; }

    /// <summary>The text's own words; an ellipsis marks each omission.</summary>
    public string? Words { get; init; }

    /// <summary>A note for the reader: why there are none, or which texts with the same number were not seen.</summary>
    public string? Note { get; init; }

    /// <summary>Returns the content of <paramref name="text"/> in that version.</summary>
    public static RequirementVersion Of(RequirementText text, int interop)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new RequirementVersion
        {
            Interop = interop, Level = text.Level, Clause = text.Clause, Url = text.Url, Words = text.Words, Note = text.Note,
        };
    }
}
