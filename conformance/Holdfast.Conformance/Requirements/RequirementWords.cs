namespace Holdfast.Conformance.Requirements;

/// <summary>The words by which a requirement binds some of the draft's interop versions.</summary>
public sealed record RequirementWords
{
    /// <summary>The interop versions all of whose texts demand it.</summary>
    public required IReadOnlyList<int> Versions { get; init; }

    /// <summary>The keyword of these versions; <see langword="null"/> for the requirement's own keyword.</summary>
    public Level? Level { get; init; }

    /// <summary>The quoted revision, if it is not the version's first one.</summary>
    public string? Revision { get; init; }

    /// <summary>The anchor of the section in the draft.</summary>
    public string? Anchor { get; init; }

    /// <summary>The URL of the clause, if it is in another document.</summary>
    public string? Url { get; init; }

    /// <summary>The words, with an ellipsis for each omission.</summary>
    public string? Words { get; init; }

    /// <summary>Why there are no words.</summary>
    public string? Why { get; init; }

    /// <summary>The address of the words in the text of that version.</summary>
    public string? UrlIn(int interop) =>
        Url ?? (Anchor is null ? null : DraftRevision.Url(Revision ?? DraftRevision.Of(interop).Revision, Anchor));
}
