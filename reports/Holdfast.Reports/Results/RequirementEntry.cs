namespace Holdfast.Reports.Results;

/// <summary>A requirement of the catalogue, with the place where each version of its specification has it.</summary>
public sealed record RequirementEntry
{
    /// <summary>The stable number, for example <c>TUS-031</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The requirement in one sentence.</summary>
    public required string Text { get; init; }

    /// <summary>The RFC 2119 keyword, where <see cref="Versions"/> does not say otherwise.</summary>
    public required string Level { get; init; }

    /// <summary>The place in the specification, where <see cref="Versions"/> does not say otherwise.</summary>
    public required string Clause { get; init; }

    /// <summary>The address of the clause, if it has one.</summary>
    public string? Url { get; init; }

    /// <summary>The extension that it belongs to; <see langword="null"/> for the core.</summary>
    public string? Extension { get; init; }

    /// <summary>Why no case checks it; <see langword="null"/> where one does.</summary>
    public string? Unchecked { get; init; }

    /// <summary>The words of each interop version of the IETF draft; <see langword="null"/> for tus.</summary>
    public IReadOnlyList<RequirementVersion>? Versions { get; init; }

    /// <summary>Returns the requirement as a report shows it.</summary>
    /// <param name="interop">The interop version that is spoken; <see langword="null"/> for tus.</param>
    public RequirementText In(int? interop) => Versions?.FirstOrDefault(version => version.Interop == interop) is { } own
        ? new RequirementText(Id, own.Level, own.Clause, Text, own.Url, Extension) { Words = own.Words, Note = own.Note }
        : new RequirementText(Id, Level, Clause, Text, Url, Extension);

    /// <summary>Makes an entry of the texts that one requirement has in different interop versions.</summary>
    internal static RequirementEntry Of(IReadOnlyList<(RequirementText Text, int? Interop)> texts)
    {
        var (first, _) = texts[0];
        var versions =
            texts.Where(one => one.Interop is not null).Select(one => RequirementVersion.Of(one.Text, one.Interop!.Value)).ToList();
        return new RequirementEntry
        {
            Id = first.Id,
            Text = first.Text,
            Level = first.Level,
            Clause = first.Clause,
            Url = first.Url,
            Extension = first.Extension,
            Versions = versions.Count == 0 ? null : versions,
        };
    }
}
