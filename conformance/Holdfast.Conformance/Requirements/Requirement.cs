using System.Text.Json.Serialization;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Requirements;

/// <summary>One sentence that a specification demands.</summary>
public sealed record Requirement
{
    /// <summary>
    /// The stable number: <c>TUS-031</c> for tus, <c>A-24</c> for a corner that it leaves open, <c>IETF-107</c> for the draft.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>The role that it binds: server, client or both.</summary>
    public required Role Role { get; init; }

    /// <summary>The keyword, where <see cref="Texts"/> don't say otherwise.</summary>
    public required Level Level { get; init; }

    /// <summary>Its clause, for example <c>tus 1.0.0, PATCH</c>; a requirement of Holdfast has none.</summary>
    public required string Clause { get; init; }

    /// <summary>The address of the clause.</summary>
    public string? Url { get; init; }

    /// <summary>
    /// The requirements of tus that a corner's MUST follows from, by their numbers: it cites the clause of the first one and the text of
    /// all. <see langword="null"/> for requirements of a specification, and for those that follow from none.
    /// </summary>
    public IReadOnlyList<string>? Follows { get; init; }

    /// <summary>The extension that it belongs to; <see langword="null"/> for the core.</summary>
    public string? Extension { get; init; }

    /// <summary>The words that bind each interop version of the IETF draft; <see langword="null"/> for tus, which has one text.</summary>
    public IReadOnlyList<RequirementWords>? Texts { get; init; }

    /// <summary>
    /// The interop versions of the IETF draft that demand it in all their revisions; <see langword="null"/> for tus. If revisions with the
    /// same number disagree, a server may follow either, and the number is not listed.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<int>? Versions => field ??= Texts is null ? null : [.. Texts.SelectMany(text => text.Versions)];

    /// <summary>The requirement in one sentence.</summary>
    public required string Text { get; init; }

    /// <summary>The way to see it on the wire.</summary>
    public required string Observe { get; init; }

    /// <summary>Why no server can be judged by it from outside; <see langword="null"/> when one can.</summary>
    public string? NotObservable { get; init; }

    /// <summary>Whether it binds a subject of that kind, a server or a client.</summary>
    public bool Binds(Role subject) => Role == subject || Role == Role.Both;

    /// <summary>Whether it applies to that interop version; <see langword="null"/> stands for tus.</summary>
    public bool AppliesTo(int? interop) => interop is null || Versions is null || Versions.Contains(interop.Value);

    /// <summary>Its keyword in that interop version; versions may use different keywords.</summary>
    public Level LevelIn(int? interop) => WordsIn(interop)?.Level ?? Level;

    /// <summary>The text in that interop version; <see langword="null"/> for tus, and for versions without such a text.</summary>
    public RequirementWords? WordsIn(int? interop) =>
        Texts?.FirstOrDefault(text => interop is { } version && text.Versions.Contains(version));

    /// <summary>The requirement as reports show it, in the words of that interop version if it has one.</summary>
    public RequirementText ToText(int? interop = null)
    {
        var newest = Texts?[^1];
        if (interop is not { } version || WordsIn(version) is not { } text)
        {
            return new RequirementText(Id, Level.ToKeyword(), Clause, Text, Url ?? newest?.UrlIn(newest.Versions[^1]), Extension);
        }

        var revision = DraftRevision.Of(version);
        var notes = new[] { text.Why, revision.Unseen }.OfType<string>();
        return new RequirementText(Id, LevelIn(version).ToKeyword(), ClauseIn(text, revision), Text, text.UrlIn(version), Extension)
        {
            Words = text.Words,
            Note = string.Join(' ', notes) is { Length: > 0 } note ? note : null,
        };
    }

    // A clause of another document is not changed.
    private string ClauseIn(RequirementWords text, DraftRevision revision) =>
        text.Anchor is { } anchor ? $"draft -{text.Revision ?? revision.Revision}, {anchor}" : Clause;
}
